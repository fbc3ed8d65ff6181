"use strict";
document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-does=scheme]");
  if (!asked) return;
  const root = document.documentElement;
  const isDark = getComputedStyle(root).colorScheme === "dark"
    || (!root.dataset.scheme && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.scheme = isDark ? "light" : "dark";
  document.cookie = `scheme=${root.dataset.scheme}; path=/; max-age=31536000; samesite=lax`;
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-does=print]")) print();
});
document.addEventListener("click", async (event) => {
  const asked = event.target.closest("[data-does=copy]");
  if (!asked) return;
  const words = asked.closest("blockquote, li").querySelector("[data-words]");
  let said = "복사했습니다.";
  try {
    await navigator.clipboard.writeText(words.textContent.trim());
    asked.textContent = "복사됨";
    setTimeout(() => { asked.textContent = "복사"; }, 2000);
  } catch {
    // Without TLS a browser lets no script write there: the words are marked, and people copy them themselves.
    words.closest("details")?.setAttribute("open", "");
    getSelection().selectAllChildren(words);
    said = "말을 골라 두었습니다. Ctrl+C를 누르면 복사됩니다.";
    asked.textContent = "Ctrl+C로 복사";
  }
  document.getElementById("said").textContent = said;
});
