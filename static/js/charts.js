/**
 * Charts over tables: what is drawn stands beside it in words, so a page loses nothing without this file.
 *
 * Markup: templates/components/_chart.html. What is drawn: the JSON that insights/views/charts.py makes.
 * Colours come from the tokens and follow the theme and paper; patterns, dashes and shapes tell series apart without
 * colour. Every point leads to the list behind it, by pointer and by keyboard (charts/keyboard.js).
 */
import { readable } from "./charts/keyboard.js";
import { datasets, options } from "./charts/options.js";
import { forPaper, look, sample } from "./charts/paint.js";
import { save } from "./charts/picture.js";

const PRINTED = [640, 200]; // px: fits the sheet whatever the width of the window, and the first one below the numbers

/** The point that was pressed: exactly, else the nearest of a line, else the whole column. */
function addressAt(chart, data, native) {
  const found = (mode, rest) => chart.getElementsAtEventForMode(native, mode, rest, true)[0];
  const exact = found("nearest", { intersect: data.type !== "lines", axis: "xy" });
  if (exact) return data.series[exact.datasetIndex].urls[exact.index] ?? null;
  const column = found("index", { intersect: false });
  return column ? (data.urls[column.index] ?? null) : null;
}

function follow(chart, data, native) {
  const address = addressAt(chart, data, native);
  if (!address) return;
  if (native.ctrlKey || native.metaKey) window.open(address);
  else location.assign(address);
}

function drawn(canvas, data) {
  const pointed = {
    onClick: ({ native }, _hits, chart) => follow(chart, data, native),
    onHover: ({ native }, _hits, chart) => {
      native.target.style.cursor = addressAt(chart, data, native) ? "pointer" : "default";
    },
  };
  const painted = () => ({
    data: { labels: data.labels, datasets: datasets(data) },
    options: { ...options(data, look()), ...pointed },
  });
  const chart = new window.Chart(canvas, { type: data.type === "lines" ? "line" : "bar", ...painted() });
  return [chart, () => Object.assign(chart, painted()) && chart.update()];
}

/** Draws again whenever the colours change; on paper always in those of paper, and as wide as it is. */
function keepPainted(chart, repaint) {
  const printing = (on) => {
    forPaper(on);
    repaint();
    chart.resize(...(on ? PRINTED : []));
  };
  addEventListener("beforeprint", () => printing(true));
  addEventListener("afterprint", () => printing(false));
  for (const query of ["print", "(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", repaint);
  }
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  figure.hidden = false;
  const canvas = figure.querySelector(".chart-frame canvas");
  const [chart, redraw] = drawn(canvas, data);
  const repaint = () => {
    redraw();
    for (const swatch of figure.querySelectorAll(".chart-swatch")) sample(swatch, data);
  };
  repaint();
  keepPainted(chart, repaint);
  readable(canvas, chart, data, figure.querySelector("[data-chart-said]"));
  figure.querySelector("[data-chart-save]").addEventListener("click", () => save(figure, data));
}

if (window.Chart) for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
