"use strict";
// Without this a file may only be dropped on the field itself; with it, anywhere in the panel.
const zone = (event) => event.target.closest?.("[data-takes=file]");
document.addEventListener("dragover", (event) => {
  if (!zone(event)) return;
  event.preventDefault();
  zone(event).classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (zone(event) && !zone(event).contains(event.relatedTarget)) zone(event).classList.remove("over");
});
document.addEventListener("drop", (event) => {
  const panel = zone(event);
  if (!panel) return;
  event.preventDefault();
  panel.classList.remove("over");
  const field = panel.querySelector("input[type=file]");
  const carried = new DataTransfer();
  if (event.dataTransfer.files.length) carried.items.add(event.dataTransfer.files[0]);
  field.files = carried.files;
  panel.querySelector("button.main").focus();
});
