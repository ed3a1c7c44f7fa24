/**
 * Arrow keys move from point to point, ← → along and ↑ ↓ between the series; Home and End; Enter opens the list behind;
 * Esc lets go. What a point says is put into the live region, so that it is read out.
 */
import { inWords } from "./options.js";

const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
const within = (value, count) => Math.min(Math.max(value, 0), count - 1);

function show(chart, at) {
  const active = at ? [{ datasetIndex: at.datasetIndex, index: at.index }] : [];
  chart.setActiveElements(active);
  chart.tooltip.setActiveElements(active, { x: 0, y: 0 });
  chart.update("none");
}

/** What a point says: when or where, what, how sure, and that there is a list behind it. */
function sentence(data, at) {
  const leads = data.series[at.datasetIndex].urls[at.index] && data.words.opens;
  const small = data.small[at.index] && data.words.small;
  return [data.titles[at.index], inWords(data, at), small, leads].filter(Boolean).join(". ");
}

export function readable(canvas, chart, data, said) {
  let at = null;
  const go = (to) => {
    at = to;
    show(chart, at);
    said.textContent = at ? sentence(data, at) : "";
  };
  const stepped = (key) => {
    if (key === "Home" || key === "End") {
      return { datasetIndex: at?.datasetIndex ?? 0, index: key === "Home" ? 0 : data.labels.length - 1 };
    }
    const [series, along] = STEPS[key];
    if (!at) return { datasetIndex: 0, index: along < 0 ? data.labels.length - 1 : 0 };
    return {
      datasetIndex: within(at.datasetIndex + series, data.series.length),
      index: within(at.index + along, data.labels.length),
    };
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in STEPS || event.key === "Home" || event.key === "End") go(stepped(event.key));
    else if (event.key === "Enter" && at) {
      const address = data.series[at.datasetIndex].urls[at.index];
      if (address) location.assign(address);
    } else if (event.key === "Escape" && at) go(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  canvas.addEventListener("blur", () => at && go(null));
}
