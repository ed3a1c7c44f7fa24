/** From what insights/views/charts.py says to what Chart.js draws. */
import { DASHES, fill, gapFill, point, token } from "./paint.js";

const hints = (data) => Object.values(data.small).some(Boolean);

function bars(series, data) {
  const [strong, pale] = [fill(series), hints(data) ? fill(series, true) : null];
  const colours = data.labels.map((_label, at) => (data.small[at] ? pale : strong));
  return {
    backgroundColor: colours,
    hoverBackgroundColor: colours,
    borderColor: token("--paper"),
    hoverBorderColor: token("--ink"),
    borderWidth: 1,
    hoverBorderWidth: 2,
    barPercentage: data.type === "stacked" ? 1 : 0.94,
    categoryPercentage: 0.86,
  };
}

/** Points of too few are hollow. */
function line(series, data, at) {
  const colour = token(series.paint);
  const shape = point(at, colour);
  return {
    borderColor: colour,
    borderWidth: 2.5,
    borderDash: series.dash ? DASHES.reference : [],
    pointStyle: shape.pointStyle,
    pointRadius: shape.radius,
    pointHoverRadius: shape.radius + 2,
    pointBorderWidth: shape.borderWidth,
    pointBorderColor: colour,
    pointBackgroundColor: data.labels.map((_label, i) => (data.small[i] ? token("--surface") : colour)),
    pointHoverBorderColor: token("--ink"),
    spanGaps: false,
    clip: 8,
  };
}

export function datasets(data) {
  const styled = data.type === "lines" ? line : bars;
  return data.series.map((series, at) => ({
    label: series.label,
    data: series.data,
    ...styled(series, data, at),
  }));
}

function scales(data, { soft, line: hairline, font }) {
  const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const ticks = { color: soft, font };
  const stacked = data.type === "stacked";
  return {
    x: {
      stacked,
      offset: true,
      grid: { display: false },
      border: { color: hairline },
      ticks: { ...ticks, maxRotation: data.labels.every(Array.isArray) ? 0 : 50 },
    },
    y: {
      stacked,
      beginAtZero: true,
      max: data.most ?? undefined,
      grid: { color: hairline },
      border: { display: false },
      ticks: {
        ...ticks,
        maxTicksLimit: 6,
        precision: data.unit ? undefined : 0,
        stepSize: data.most === 100 ? 25 : undefined,
        callback: (value) => numbers.format(value) + (data.unit && `\u202f${data.unit}`),
      },
    },
  };
}

/** One point in words, as the tooltip and the live region say it. */
export function inWords({ series }, { datasetIndex, index }) {
  const one = series[datasetIndex];
  return `${one.label}: ${one.texts[index]}`;
}

function tooltip(data, { ink, soft, surface, font }) {
  return {
    backgroundColor: surface,
    borderColor: soft,
    borderWidth: 1,
    titleColor: ink,
    bodyColor: ink,
    footerColor: soft,
    titleFont: font,
    bodyFont: font,
    footerFont: { ...font, weight: "normal" },
    displayColors: false,
    callbacks: {
      title: ([hit]) => hit && data.titles[hit.dataIndex],
      label: ({ datasetIndex, dataIndex }) => inWords(data, { datasetIndex, index: dataIndex }),
      footer: ([hit]) => (hit && data.small[hit.dataIndex] ? data.words.small : ""),
    },
  };
}

/** How far a level's number gives way to another one that is next to it, in px: the higher one up, the lower one down. */
function aside({ scales: { y } }, data, at, height) {
  const place = (level) => y.getPixelForValue(level.value);
  const here = data.lines[at];
  return data.lines.reduce((moved, other) => {
    const lack = height - Math.abs(place(here) - place(other));
    if (other === here || lack <= 0) return moved;
    const above = here.value > other.value || (here.value === other.value && at < data.lines.indexOf(other));
    return moved + (above ? -lack / 2 : lack / 2);
  }, 0);
}

/** Targets and references, each with a pale line behind it so that it shows on every colour, its number at the end; what
 * it is says the key. */
function levels(data, { ink, surface, font }) {
  return data.lines.flatMap(({ value, text, kind }, at) => {
    const level = { type: "line", yMin: value, yMax: value };
    return [
      [`halo${at}`, { ...level, borderColor: surface, borderWidth: 5 }],
      [`level${at}`, { ...level, borderColor: ink, borderWidth: 2, borderDash: DASHES[kind] }],
      [
        `level${at}label`,
        {
          type: "label",
          xValue: data.labels.length - 0.5,
          yValue: value,
          position: { x: "start", y: "center" },
          yAdjust: ({ chart }) => aside(chart, data, at, font.size + 3),
          content: text,
          color: ink,
          font: { ...font, weight: "600" },
          padding: { x: 5, y: 0 },
        },
      ],
    ];
  });
}

/** Room at the right for the numbers of the levels. */
function beside({ lines }, { font }) {
  return Math.max(0, ...lines.map(({ text }) => text.length)) * font.size * 0.62 + (lines.length ? 8 : 0);
}

/** When the engine stood still, as dashed bands with their length written on them. */
function gaps(data, { ink, surface, font }) {
  return data.gaps.flatMap((gap, at) => [
    [
      `gap${at}`,
      {
        type: "box",
        xMin: gap.from,
        xMax: gap.to,
        backgroundColor: gapFill(),
        borderColor: ink,
        borderWidth: 1,
        borderDash: [3, 3],
      },
    ],
    [
      `gap${at}label`,
      {
        type: "label",
        xValue: Math.min(Math.max((gap.from + gap.to) / 2, 0.6), data.labels.length - 1.6),
        position: { x: "center", y: "start" },
        yValue: ({ chart }) => chart.scales.y.max,
        content: [data.words.stood_still, gap.length],
        color: ink,
        backgroundColor: surface,
        font: { ...font, size: font.size - 1 },
        padding: 3,
      },
    ],
  ]);
}

/** `style` as `look` of paint.js gives it. */
export function options(data, style) {
  return {
    animation: false,
    maintainAspectRatio: false,
    locale: document.documentElement.lang,
    interaction: { mode: "index", intersect: false },
    scales: scales(data, style),
    layout: { padding: { top: 4, right: beside(data, style) } },
    plugins: {
      legend: { display: false },
      tooltip: tooltip(data, style),
      annotation: {
        clip: false,
        annotations: Object.fromEntries([...gaps(data, style), ...levels(data, style)]),
      },
    },
  };
}
