/** What charts are painted with: tokens as colours that a canvas reads, patterns, and the samples of the key. */
const TILE = 8;
export const SHAPES = ["circle", "triangle", "rect", "rectRot", "star", "crossRot"];
export const DASHES = { target: [], reference: [6, 4] };

let onPaper = false;

/** On paper everything is as in the light, whatever the screen shows. */
export function forPaper(is) {
  onPaper = is;
}

/** A token as sRGB, because a canvas reads neither light-dark() nor var(). */
export function token(name, alpha = 1) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  if (onPaper) probe.style.colorScheme = "light";
  document.body.append(probe);
  const dot = new OffscreenCanvas(1, 1).getContext("2d");
  dot.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  dot.fillRect(0, 0, 1, 1);
  const [red, green, blue] = dot.getImageData(0, 0, 1, 1).data;
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}

/** Colours and letters of everything that is no series. `size` in px. */
export function look(size = 13) {
  return {
    ink: token("--ink"),
    soft: token("--ink-soft"),
    line: token("--line"),
    paper: token("--paper"),
    surface: token("--surface"),
    font: { family: getComputedStyle(document.body).fontFamily, size },
  };
}

function tiled(colour, drawing) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = TILE;
  const pen = tile.getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, TILE, TILE);
  drawing(pen);
  return pen.createPattern(tile, "repeat");
}

export function hatched(colour, line) {
  return tiled(colour, (pen) => {
    pen.strokeStyle = line;
    pen.lineWidth = 1.5;
    for (const x of [-TILE, 0, TILE]) {
      pen.moveTo(x, TILE);
      pen.lineTo(x + TILE, 0);
    }
    pen.stroke();
  });
}

function dotted(colour, dot) {
  return tiled(colour, (pen) => {
    pen.fillStyle = dot;
    for (const [x, y] of [
      [2, 2],
      [6, 6],
    ]) {
      pen.beginPath();
      pen.arc(x, y, 1.4, 0, 2 * Math.PI);
      pen.fill();
    }
  });
}

/** How the bars of a series are filled; pale where they are of too few. */
export function fill({ paint, pattern }, small = false) {
  const alpha = small ? 0.4 : 1;
  const colour = token(paint, alpha);
  if (pattern === "hatched") return hatched(colour, token("--paper", alpha));
  if (pattern === "dotted") return dotted(colour, token("--paper", alpha));
  return colour;
}

export function gapFill() {
  return hatched(token("--surface", 0.7), token("--ink", 0.55));
}

function stroke(pen, colour, dash, [width, height], thick = 2) {
  pen.strokeStyle = colour;
  pen.lineWidth = thick;
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(0, height / 2);
  pen.lineTo(width, height / 2);
  pen.stroke();
}

function dot(pen, at, colour, [width, height], inside = colour) {
  const element = new window.Chart.PointElement({
    options: { ...point(at, colour), backgroundColor: inside },
  });
  Object.assign(element, { x: width / 2, y: height / 2, skip: false });
  element.draw(pen, { left: 0, top: 0, right: width, bottom: height });
}

const SAMPLES = {
  series: (pen, data, at, size) => {
    const series = data.series[at];
    if (data.type === "lines") {
      stroke(pen, token(series.paint), series.dash ? DASHES.reference : [], size, 2.5);
      pen.setLineDash([]);
      dot(pen, at, token(series.paint), size);
    } else {
      pen.fillStyle = fill(series);
      pen.fillRect(0, 0, ...size);
    }
  },
  line: (pen, data, at, size) => stroke(pen, token("--ink"), DASHES[data.lines[at].kind], size),
  gap: (pen, _data, _at, size) => {
    pen.fillStyle = gapFill();
    pen.fillRect(0, 0, ...size);
  },
  small: (pen, data, _at, size) => {
    if (data.type === "lines") dot(pen, 0, token(data.series[0].paint), size, token("--surface"));
    else {
      pen.fillStyle = fill(data.series[0], true);
      pen.fillRect(0, 0, ...size);
    }
  },
};

/** How a point of the series at that place is drawn, so that lines are told apart by shape. */
export function point(at, colour) {
  return {
    pointStyle: SHAPES[at % SHAPES.length],
    radius: 4.5,
    borderWidth: 2,
    borderColor: colour,
    backgroundColor: colour,
    rotation: 0,
  };
}

/** Paints the key's sample on its canvas: data-sample="series|line|gap|small", data-at="which of them". */
export function sample(canvas, data) {
  const scale = Math.max(2, Math.ceil(devicePixelRatio));
  const size = [24, 12];
  [canvas.width, canvas.height] = size.map((side) => side * scale);
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  SAMPLES[canvas.dataset.sample](pen, data, Number(canvas.dataset.at ?? 0), size);
}
