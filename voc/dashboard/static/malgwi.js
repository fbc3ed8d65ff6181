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
