// Charts are drawn after the page: their library is asked for only where there is one, and later than the first paint.
// Resolved for each scheme: a chart cannot read light-dark().
export const COLOURS = {
  light: { ink: "#1c2330", soft: "#545e70", line: "#dde2ea", back: "#ffffff", mark: "#b4371f", data: "#1d4f9e", shade: "rgba(29,79,158,.10)" },
  dark: { ink: "#e8ebf1", soft: "#a9b2c3", line: "#333b49", back: "#141922", mark: "#ff9b85", data: "#9cc2ff", shade: "rgba(156,194,255,.16)" },
};
const SYMBOLS = { release: "triangle", outage: "diamond", campaign: "rect", season: "rect", holiday: "circle", change: "pin" };
export const FONT = "Pretendard, 'Pretendard All', 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif";
const dark = matchMedia("(prefers-color-scheme: dark)");
const drawn = new Map();
let library = null;

const scheme = () => document.documentElement.dataset.scheme || (dark.matches ? "dark" : "light");
const load = () => library ??= new Promise((done, failed) => {
  const script = document.createElement("script");
  script.src = "/static/vendor/echarts.min.js";
  script.onload = () => done(window.echarts);
  script.onerror = failed;
  document.head.append(script);
});
const firstPaint = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
export const values = (figure) => JSON.parse(figure.querySelector("script[type='application/json']").textContent);

function said(chart, place) {
  const happened = chart.happened.filter((one) => one.week === chart.weeks[place]).map((one) => one.text);
  return [chart.labels[place], `${chart.n[place].toLocaleString("ko")}건 · 1,000건당 ${chart.rates[place]}건`, ...happened].join("\n");
}

function trend(chart, colours) {
  const text = { color: colours.soft, fontFamily: FONT };
  const edits = chart.happened.filter((one) => one.kind === "edit");
  const events = chart.happened.filter((one) => one.kind in SYMBOLS);
  return {
    animation: false, backgroundColor: colours.back, textStyle: { fontFamily: FONT },
    aria: { enabled: false },
    grid: { left: 8, right: 24, top: 44, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colours.back, borderColor: colours.line,
      textStyle: { color: colours.ink, fontFamily: FONT, fontSize: 13 },
      axisPointer: { lineStyle: { color: colours.soft } }, formatter: ([one]) => said(chart, one.dataIndex),
    },
    xAxis: {
      type: "category", data: chart.weeks, boundaryGap: false, axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false }, axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: { type: "value", minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: colours.line } } },
    series: [{
      name: chart.title, type: "line", data: chart.n, showSymbol: chart.n.length < 27, symbolSize: 5,
      lineStyle: { color: colours.data, width: 2 }, itemStyle: { color: colours.data },
      markArea: { silent: true, itemStyle: { color: colours.shade }, data: [shaded(chart)] },
      markLine: {
        silent: true, symbol: "none", lineStyle: { color: colours.mark, type: "dashed" },
        label: { color: colours.mark, fontFamily: FONT, formatter: (one) => one.name, distance: 4, backgroundColor: colours.back },
        data: edits.map((one) => ({ xAxis: one.week, name: shortened(one.text) })),
      },
      markPoint: {
        silent: true, itemStyle: { color: colours.soft }, label: { show: false }, symbolSize: 8,
        data: events.map((one) => ({ name: one.text, coord: [one.week, 0], y: one.kind === "change" ? 30 : 10, symbol: SYMBOLS[one.kind] })),
      },
    }],
  };
}

function shaded(chart) {
  const [first, last] = chart.period.map((week) => chart.weeks.indexOf(week));
  // A single week has no width on a line of points.
  return first === last ? [{ xAxis: Math.max(0, first - 1) }, { xAxis: last }] : [{ xAxis: first }, { xAxis: last }];
}

const shortened = (text) => (text.length > 18 ? `${text.slice(0, 17)}…` : text);

// A point and its interval for each row, above one another; the first row on top.
function differences(chart, colours) {
  const text = { color: colours.soft, fontFamily: FONT };
  const rows = chart.names.map((name, row) => row);
  const points = (values) => ({ type: "line", lineStyle: { width: 0 }, silent: true, data: rows.map((row) => [values[row], row]) });
  const spelled = (value) => `${value > 0 ? "+" : ""}${value.toFixed(2)}%p`;
  return {
    animation: false, backgroundColor: colours.back, textStyle: { fontFamily: FONT }, aria: { enabled: false },
    grid: { left: 8, right: 24, top: 12, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colours.back, borderColor: colours.line,
      textStyle: { color: colours.ink, fontFamily: FONT, fontSize: 13 }, axisPointer: { axis: "y", lineStyle: { color: colours.line } },
      formatter: ([one]) => { const row = one.value[1]; return `${chart.names[row]}\n${spelled(chart.differences[row])} (${spelled(chart.low[row])} ~ ${spelled(chart.high[row])})\n그냥 견주면 ${spelled(chart.plain[row])}`; },
    },
    xAxis: { type: "value", axisLabel: { ...text, formatter: (value) => `${value > 0 ? "+" : ""}${value}` }, splitLine: { lineStyle: { color: colours.line } } },
    yAxis: { type: "category", data: chart.names, inverse: true, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.line } }, axisLabel: { ...text, interval: 0, width: 130, overflow: "truncate" } },
    series: [
      ...rows.map((row) => ({
        type: "line", silent: true, showSymbol: false, data: [[chart.low[row], row], [chart.high[row], row]],
        lineStyle: { color: chart.claimed[row] ? colours.data : colours.soft, width: chart.claimed[row] ? 3 : 1.5 },
        ...(row ? {} : { markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: colours.soft, type: "solid" }, data: [{ xAxis: 0 }] } }),
      })),
      { ...points(chart.plain), symbol: "path://M0,0L10,10M10,0L0,10", symbolSize: 8, showSymbol: true, itemStyle: { color: "transparent", borderColor: colours.mark, borderWidth: 1.5 } },
      { ...points(chart.differences), symbol: "circle", symbolSize: 9, showSymbol: true, itemStyle: { color: colours.data },
        data: rows.map((row) => ({ value: [chart.differences[row], row], itemStyle: chart.claimed[row] ? { color: colours.data } : { color: colours.back, borderColor: colours.soft, borderWidth: 1.5 } })) },
    ],
  };
}

const KINDS = { trend, differences };
const options = (figure, name) => KINDS[figure.dataset.chart](values(figure), COLOURS[name]);

// A chart on white, whatever the scheme, for a picture.
export async function chartCanvas(figure, width, height) {
  const echarts = await load();
  const chart = echarts.init(document.createElement("div"), null, { renderer: "canvas", width, height, devicePixelRatio: 2 });
  const option = options(figure, "light");
  chart.setOption({ ...option, grid: { ...option.grid, top: 40 } });
  const canvas = chart.renderToCanvas({ pixelRatio: 2, backgroundColor: "#ffffff" });
  chart.dispose();
  return canvas;
}

async function draw(figure) {
  await firstPaint();
  const echarts = await load();
  if (!figure.isConnected) return;
  const board = figure.querySelector(".board");
  if (!drawn.has(figure)) {
    board.replaceChildren();
    drawn.set(figure, echarts.init(board, null, { renderer: "svg" }));
    new ResizeObserver(() => drawn.get(figure)?.resize()).observe(board);
  }
  drawn.get(figure).setOption(options(figure, scheme()), true);
  figure.querySelector("[data-does=picture]").hidden = false;
  figure.dataset.drawn = scheme();
}

function drawAll() {
  for (const [figure, chart] of drawn) {
    if (!figure.isConnected) { chart.dispose(); drawn.delete(figure); }
  }
  document.querySelectorAll("figure[data-chart]").forEach(draw);
}

new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-scheme"] });
new MutationObserver(drawAll).observe(document.getElementById("main"), { childList: true });
dark.addEventListener("change", drawAll);
// Paper is white, and narrower than a screen: what fits between the edges of an A4 page, in pixels.
const PAPER = { width: 660, height: 240 };
addEventListener("beforeprint", () => drawn.forEach((chart, figure) => { chart.resize(PAPER); chart.setOption(options(figure, "light"), true); chart.getZr().flush(); }));
addEventListener("afterprint", () => { drawn.forEach((chart) => chart.resize({ width: "auto", height: "auto" })); drawAll(); });
drawAll();
