/**
 * Charts over tables: what is drawn stands beside it in words, so a page loses nothing without this file.
 *
 * <figure class="chart" data-chart="weeks" hidden> with a <canvas> and <script type="application/json" id="weeks">:
 * labels, titles, urls, small (fewer than 20), in_time, late, never (whole percent or null), reference (percent),
 * gaps (from, to in bars; length in words): when the engine stood still; words: what the bands and gaps are called.
 * Colours come from the tokens and follow the theme and paper; late is hatched, so that no band is told by colour alone.
 */
const { Chart } = window;
const PAINTS = { never: "--unacted-fill", late: "--waiting-fill", in_time: "--acted-fill" };

/** A token as sRGB, because canvas libraries do not read light-dark() or oklch(). */
function token(name, alpha = 1) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const dot = new OffscreenCanvas(1, 1).getContext("2d");
  dot.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  dot.fillRect(0, 0, 1, 1);
  const [red, green, blue] = dot.getImageData(0, 0, 1, 1).data;
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}

function hatched(colour, line) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = line;
  pen.lineWidth = 1.5;
  for (const x of [-8, 0, 8]) {
    pen.moveTo(x, 8);
    pen.lineTo(x + 8, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, "repeat");
}

function paint(band, small) {
  const colour = token(PAINTS[band], small ? 0.4 : 1);
  return band === "late" ? hatched(colour, token("--paper", small ? 0.4 : 1)) : colour;
}

function datasets(data) {
  return Object.keys(PAINTS).map((band) => {
    const [strong, pale] = [paint(band, false), paint(band, true)];
    const colours = data.small.map((small) => (small ? pale : strong));
    return {
      label: data.words[band],
      data: data[band],
      backgroundColor: colours,
      hoverBackgroundColor: colours,
      borderColor: token("--paper"),
      borderWidth: 1,
      barPercentage: 1,
      categoryPercentage: 0.86,
    };
  });
}

function scales({ soft, line, font }) {
  const ticks = { color: soft, font };
  return {
    x: { stacked: true, grid: { display: false }, border: { color: line }, ticks },
    y: {
      stacked: true,
      max: 100,
      grid: { color: line },
      border: { display: false },
      ticks: { ...ticks, stepSize: 25, callback: (value) => `${value} %` },
    },
  };
}

function tooltip(data, { ink, soft, surface, font }) {
  return {
    backgroundColor: surface,
    borderColor: soft,
    borderWidth: 1,
    titleColor: ink,
    bodyColor: ink,
    titleFont: font,
    bodyFont: font,
    displayColors: false,
    callbacks: {
      title: ([hit]) => data.titles[hit.dataIndex],
      label: ({ dataset, raw }) => `${dataset.label}: ${raw} %`,
    },
  };
}

/** The reference as a dashed line, with a pale one behind it so that it shows on every colour. */
function reference(level, { ink, surface }) {
  const line = { type: "line", yMin: level, yMax: level };
  return {
    halo: { ...line, borderColor: surface, borderWidth: 5 },
    reference: { ...line, borderColor: ink, borderWidth: 2, borderDash: [6, 4] },
  };
}

/** When the engine stood still, as dashed bands with their length written on them. */
function gaps(data, { ink, surface, font }) {
  const bands = data.gaps.map((gap, at) => [
    `gap${at}`,
    {
      type: "box",
      xMin: gap.from,
      xMax: gap.to,
      backgroundColor: hatched(token("--surface", 0.7), token("--ink", 0.55)),
      borderColor: ink,
      borderWidth: 1,
      borderDash: [3, 3],
    },
  ]);
  const labels = data.gaps.map((gap, at) => [
    `gap${at}label`,
    {
      type: "label",
      xValue: Math.min(Math.max((gap.from + gap.to) / 2, 0.6), data.labels.length - 1.6),
      yValue: 92,
      content: [data.words.stood_still, gap.length],
      color: ink,
      backgroundColor: surface,
      font: { ...font, size: 12 },
      padding: 3,
    },
  ]);
  return Object.fromEntries([...bands, ...labels]);
}

function options(data) {
  const look = {
    ink: token("--ink"),
    soft: token("--ink-soft"),
    line: token("--line"),
    surface: token("--surface"),
    font: { family: getComputedStyle(document.body).fontFamily, size: 13 },
  };
  return {
    animation: false,
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    onClick: (_event, [hit]) => hit && location.assign(data.urls[hit.index]),
    onHover: ({ native }, hits) => {
      native.target.style.cursor = hits.length ? "pointer" : "default";
    },
    scales: scales(look),
    plugins: {
      legend: { display: false },
      tooltip: tooltip(data, look),
      annotation: { annotations: { ...gaps(data, look), ...reference(data.reference, look) } },
    },
  };
}

function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  figure.hidden = false;
  const canvas = figure.querySelector("canvas");
  const chart = new Chart(canvas, {
    type: "bar",
    data: { labels: data.labels, datasets: datasets(data) },
    options: options(data),
  });
  const repaint = () => {
    chart.data.datasets = datasets(data);
    chart.options = options(data);
    chart.update();
  };
  for (const query of ["print", "(prefers-color-scheme: dark)"]) {
    matchMedia(query).addEventListener("change", repaint);
  }
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

if (Chart) for (const figure of document.querySelectorAll("[data-chart]")) draw(figure);
