"use strict";
// While a part of the page is fetched this is shown; then the focus stands where it stood and the result is read out.
const SLOW_MS = 150;
const FAILED = "서버에 연결하지 못했습니다. 네트워크를 확인하고 다시 시도해 주세요.";
const LATE = "서버의 답이 늦어 기다리기를 멈췄습니다. 잠시 뒤에 다시 시도해 주세요.";
const pending = new Map();
const byId = (id) => document.getElementById(id);
// A page that asks for itself while work goes on: nobody waits for an answer to a click.
const isPoll = (ctx) => ctx.sourceElement?.getAttribute("hx-trigger")?.startsWith("load") ?? false;

function placeOf(element) {
  const wording = element.getAttribute("aria-label") ?? element.textContent;
  const name = element.name || wording.replace(/[\d,.↓↑\s]/g, "");
  return [element.tagName, element.closest("form")?.getAttribute("aria-label") ?? "", name].join("|");
}

function findAgain(place) {
  return [...byId("main").querySelectorAll(place.split("|")[0])].find((one) => placeOf(one) === place);
}

function tell(text, address) {
  const trouble = byId("trouble");
  trouble.hidden = !text;
  trouble.querySelector("span").textContent = text;
  trouble.querySelector("a").href = address ?? location.href;
}

function result() {
  const status = byId("main").querySelector("[role=status], [role=alert]");
  return (status ?? byId("main").querySelector("h1"))?.textContent.replace(/\s+/g, " ").trim() ?? document.title;
}

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (isPoll(ctx)) return;
  pending.set(ctx, setTimeout(() => {
    byId("main").setAttribute("aria-busy", "true");
    byId("said").textContent = "불러오고 있습니다.";
  }, SLOW_MS));
});

let stood = null;
document.addEventListener("htmx:before:swap", () => {
  const focused = document.activeElement;
  const isInside = byId("main").contains(focused) && focused !== byId("main");
  // Another page of a list is read from its top.
  stood = isInside ? (focused.rel === "next" || focused.rel === "prev" ? "" : placeOf(focused)) : null;
});

document.addEventListener("htmx:after:swap", () => {
  if (stood === null || byId("main").contains(document.activeElement)) return;
  ((stood && findAgain(stood)) || byId("main")).focus({ preventScroll: true });
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  clearTimeout(pending.get(ctx));
  pending.delete(ctx);
  if (!pending.size) byId("main").removeAttribute("aria-busy");
  if (ctx.status !== "swapped") return;
  tell("");
  if (!isPoll(ctx)) byId("said").textContent = result();
});

document.addEventListener("htmx:error", ({ detail: { ctx, error } }) => {
  if (!ctx) return;
  tell(error?.name === "AbortError" || error === "timeout" ? LATE : FAILED, ctx.request.action);
  byId("said").textContent = "";
});
