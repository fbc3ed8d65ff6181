"use strict";
// Drafts stay in this tab until they are done: an expired sign-in or a closed page loses nothing that was typed.
const keyOf = (form) => `draft ${form.querySelector("[name=theme], [name=document], [name=proposal], [name=seq]")?.value ?? ""} ${form.dataset.draft}`;
const typedIn = (form) => [...new FormData(form)].filter(([name]) => !["csrf", "expect", "what", "back", "do"].includes(name));

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-draft]");
  if (form) sessionStorage.setItem(keyOf(form), JSON.stringify(typedIn(form)));
});

function restore(form) {
  const kept = sessionStorage.getItem(keyOf(form));
  if (!kept) return;
  const typed = JSON.parse(kept);
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.type === "submit") continue;
    const values = typed.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-draft]");
  if (!form) return;
  if (event.submitter?.name === "do") sessionStorage.setItem("done", keyOf(form));
  const working = form.querySelector(".working");
  if (working) { working.hidden = false; document.getElementById("said").textContent = working.textContent; }
  // After the form has been read: a disabled button is not sent.
  setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
});

addEventListener("pageshow", () => {
  if (document.querySelector("[data-done]")) sessionStorage.removeItem(sessionStorage.getItem("done") ?? "");
  document.querySelectorAll("[data-draft] button").forEach((button) => { button.disabled = false; });
  document.querySelectorAll(".working").forEach((working) => { working.hidden = true; });
  if (!document.querySelector("main [role=alert], [data-preview]")) document.querySelectorAll("[data-draft]").forEach(restore);
});
