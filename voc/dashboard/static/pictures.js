// Charts and boards as PNG for a slide: on white whatever the scheme, with title, period and legend in the picture.
import { chartCanvas, COLOURS, FONT, values } from "./charts.js";

const INK = COLOURS.light;
// As on the page in light colours.
const SHADES = ["#ffffff", "#eaf1fb", "#cfe0f7", "#a9c8f0", "#f6c9a8", "#f0a277"];
const FINE = 2, EDGE = 32, HEAD = 92, FOOT = 52;
const EVENTS = { release: "▲ 배포", outage: "◆ 장애", campaign: "■ 캠페인·시기", season: "■ 캠페인·시기", holiday: "● 공휴일" };

const font = (size, weight = 400) => `${weight} ${size}px ${FONT}`;
// A canvas draws with what is loaded, and waits for nothing.
const ready = (text) => Promise.all(["16px Pretendard", "600 16px Pretendard", "16px 'Pretendard All'"].map((one) => document.fonts.load(one, text)));

function write(pen, text, x, y, { size = 14, weight = 400, colour = INK.ink, align = "left", room = Infinity } = {}) {
  pen.font = font(size, weight);
  pen.fillStyle = colour;
  pen.textAlign = align;
  let shown = text;
  while (shown.length > 1 && pen.measureText(shown).width > room) shown = `${shown.slice(0, -2)}…`;
  pen.fillText(shown, x, y);
  return pen.measureText(shown).width;
}

function framed(width, height, { title, about }) {
  const canvas = document.createElement("canvas");
  canvas.width = width * FINE;
  canvas.height = height * FINE;
  const pen = canvas.getContext("2d");
  pen.scale(FINE, FINE);
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, width, height);
  write(pen, title, EDGE, 44, { size: 22, weight: 600, room: width - 2 * EDGE });
  write(pen, about, EDGE, 70, { size: 14, colour: INK.soft, room: width - 2 * EDGE });
  return [canvas, pen];
}

function legend(pen, entries, y) {
  let x = EDGE;
  for (const { text, shade, line, dash } of entries) {
    if (shade) { pen.fillStyle = shade; pen.fillRect(x, y - 11, 22, 13); pen.strokeStyle = INK.line; pen.strokeRect(x, y - 11, 22, 13); }
    if (line) { pen.strokeStyle = line; pen.lineWidth = 2; pen.setLineDash(dash ?? []); pen.beginPath(); pen.moveTo(x, y - 5); pen.lineTo(x + 22, y - 5); pen.stroke(); pen.setLineDash([]); pen.lineWidth = 1; }
    const start = x + (shade || line ? 30 : 0);
    x = start + write(pen, text, start, y, { size: 13, colour: INK.soft }) + 24;
  }
}

async function trend(figure) {
  const chart = values(figure), width = 1200, height = 620;
  const { about } = figure.dataset;
  await ready(chart.title + about);
  const [canvas, pen] = framed(width, height, { title: chart.title, about: `${chart.weeks[0]} ~ ${chart.weeks.at(-1)} 주별 건수 · 고른 기간 ${about}` });
  const drawn = await chartCanvas(figure, width - 2 * EDGE, height - HEAD - FOOT);
  pen.drawImage(drawn, EDGE, HEAD, width - 2 * EDGE, height - HEAD - FOOT);
  const kinds = chart.happened.map((one) => one.kind);
  legend(pen, [
    { text: "망설임을 말한 목소리 (주별 건수)", line: INK.data },
    { text: "고른 기간", shade: INK.shade },
    ...(kinds.includes("edit") ? [{ text: "테마를 합치거나 나눔", line: INK.mark, dash: [5, 4] }] : []),
    ...[...new Set(kinds.filter((kind) => kind in EVENTS).map((kind) => EVENTS[kind]))].map((text) => ({ text })),
  ], height - 22);
  return [canvas, chart.title];
}

function plain(cell) {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll(".mark, .hidden, small").forEach((one) => one.remove());
  return copy.textContent.trim();
}

const shadeOf = (element) => SHADES[Number(element.className.match(/(?:^| )s(\d)/)?.[1] ?? 0)];

async function board(figure) {
  const { title, about } = figure.dataset;
  const stages = [...figure.querySelectorAll("thead tr:first-child th")].slice(1).map(plain);
  const rows = [...figure.querySelectorAll("thead tr.all, tbody tr")];
  await ready(figure.textContent);
  const wide = 300, each = Math.max(96, Math.min(150, 900 / stages.length)), tall = 30;
  const width = 2 * EDGE + wide + each * stages.length, height = HEAD + tall * (rows.length + 1) + FOOT + 8;
  const [canvas, pen] = framed(width, height, { title, about });
  stages.forEach((name, place) => write(pen, name, EDGE + wide + each * (place + 0.5), HEAD + 19, { size: 13, weight: 600, colour: INK.soft, align: "center", room: each - 8 }));
  rows.forEach((row, number) => {
    const y = HEAD + tall * (number + 1);
    const isAll = row.matches(".all");
    write(pen, plain(row.querySelector("th")), EDGE, y + 20, { size: 14, weight: isAll ? 600 : 400, room: wide - 12 });
    row.querySelectorAll("td").forEach((cell, place) => {
      const x = EDGE + wide + each * place;
      pen.fillStyle = shadeOf(cell);
      pen.fillRect(x, y, each - 2, tall - 2);
      write(pen, plain(cell), x + each / 2, y + 20, { size: 13, weight: isAll ? 600 : 400, align: "center" });
    });
    pen.fillStyle = INK.line;
    pen.fillRect(EDGE, y + tall - 1, width - 2 * EDGE, 1);
  });
  const bounds = [...figure.querySelectorAll(".legend span")];
  legend(pen, bounds.map((one) => ({ text: one.textContent.trim(), shade: shadeOf(one.querySelector("i")) })), height - 20);
  return [canvas, title];
}

// Of a picture whose shapes are flat: with the fonts of the page, which an image of it would not have.
async function svg(figure) {
  const drawn = figure.querySelector("svg"), { width, height } = drawn.viewBox.baseVal;
  await ready(drawn.textContent);
  const canvas = document.createElement("canvas");
  canvas.width = width * FINE;
  canvas.height = height * FINE;
  const pen = canvas.getContext("2d");
  pen.scale(FINE, FINE);
  const number = (one, name) => Number(one.getAttribute(name));
  const stroke = (one) => {
    pen.strokeStyle = one.getAttribute("stroke");
    pen.lineWidth = number(one, "stroke-width") || 1;
    pen.setLineDash((one.getAttribute("stroke-dasharray") ?? "").split(" ").filter(Boolean).map(Number));
    pen.stroke();
  };
  const SHAPES = {
    rect(one) {
      pen.beginPath();
      pen.rect(...["x", "y", "width", "height"].map((name) => number(one, name)));
      pen.fill();
      if (one.getAttribute("stroke") !== "none") stroke(one);
    },
    circle(one) { pen.beginPath(); pen.arc(number(one, "cx"), number(one, "cy"), number(one, "r"), 0, 2 * Math.PI); pen.fill(); },
    polyline(one) {
      pen.beginPath();
      one.getAttribute("points").split(" ").forEach((point) => pen.lineTo(...point.split(",").map(Number)));
      stroke(one);
    },
    text(one) {
      pen.font = font(number(one, "font-size"), one.getAttribute("font-weight"));
      pen.textAlign = { start: "left", middle: "center", end: "right" }[one.getAttribute("text-anchor")];
      pen.fillText(one.textContent, number(one, "x"), number(one, "y"));
    },
  };
  for (const one of drawn.children) {
    pen.fillStyle = one.getAttribute("fill") ?? "none";
    SHAPES[one.tagName]?.(one);
  }
  return [canvas, figure.dataset.title];
}

const KINDS = { trend, board, svg };

async function save(figure) {
  const [canvas, title] = await KINDS[figure.dataset.chart ?? figure.dataset.picture](figure);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  // No name of a file leads to another folder.
  link.download = `${title.replace(/[\\/:*?"<>|\u0000-\u001f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, " ").trim().slice(0, 60) || "chart"}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const offer = () => document.querySelectorAll("[data-picture] [data-does=picture]").forEach((one) => { one.hidden = false; });
document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-does=picture]");
  if (asked) save(asked.closest("[data-chart], [data-picture]"));
});
new MutationObserver(offer).observe(document.getElementById("main"), { childList: true });
offer();
