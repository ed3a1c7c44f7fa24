/** A chart as a picture that stands alone on a slide: title, key, date and source are drawn in. */
import { datasets, options } from "./options.js";
import { look } from "./paint.js";

const [WIDTH, HEIGHT, MARGIN, SCALE] = [1200, 675, 40, 2];
const [TITLE, WORDS] = [28, 18]; // px

/** Text in as many lines as it needs; returns where the next one begins. */
function write(pen, text, { y, size, colour, weight = "normal" }) {
  pen.font = `${weight} ${size}px ${look().font.family}`;
  pen.fillStyle = colour;
  let line = "";
  for (const word of text.split(" ")) {
    if (line && pen.measureText(`${line} ${word}`).width > WIDTH - 2 * MARGIN) {
      pen.fillText(line, MARGIN, y);
      y += size * 1.3;
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  pen.fillText(line, MARGIN, y);
  return y + size * 1.3;
}

/** The key as it stands on the page, its samples included. */
function key(pen, figure, y, colour) {
  pen.font = `${WORDS}px ${look().font.family}`;
  pen.fillStyle = colour;
  let x = MARGIN;
  for (const item of figure.querySelectorAll(".chart-key > li")) {
    const words = item.textContent.trim();
    const width = 44 + pen.measureText(words).width;
    if (x > MARGIN && x + width > WIDTH - MARGIN) {
      x = MARGIN;
      y += WORDS * 1.6;
    }
    pen.drawImage(item.querySelector("canvas"), x, y + 2, 32, 16);
    pen.fillText(words, x + 40, y);
    x += width + 28;
  }
  return y + WORDS * 1.9;
}

function plotted(data, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [WIDTH - 2 * MARGIN, height];
  const settings = { ...options(data, look(17)), responsive: false, devicePixelRatio: SCALE, events: [] };
  const type = data.type === "lines" ? "line" : "bar";
  return new window.Chart(canvas, {
    type,
    data: { labels: data.labels, datasets: datasets(data) },
    options: settings,
  });
}

/** The whole picture on a canvas, on the paper of the theme. */
function painted(figure, data) {
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [WIDTH * SCALE, HEIGHT * SCALE];
  const { ink, soft, paper } = look();
  const pen = sheet.getContext("2d");
  pen.scale(SCALE, SCALE);
  pen.fillStyle = paper;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.textBaseline = "top";
  const title = figure.querySelector("figcaption").textContent.trim();
  let y = write(pen, title, { y: MARGIN, size: TITLE, colour: ink, weight: "600" });
  if (data.note) y = write(pen, data.note, { y, size: WORDS, colour: soft });
  y = key(pen, figure, y + 10, ink);
  const chart = plotted(data, HEIGHT - y - MARGIN - WORDS * 2);
  pen.drawImage(chart.canvas, MARGIN, y, chart.width, chart.height);
  chart.destroy();
  write(pen, data.source, { y: HEIGHT - MARGIN - WORDS, size: WORDS - 2, colour: soft });
  return sheet;
}

/** Saves it as a PNG, named after the chart and its day. */
export function save(figure, data) {
  painted(figure, data).toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${figure.dataset.chart}-${data.day}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, "image/png");
}
