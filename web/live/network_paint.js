// How the network is painted on a canvas. Nothing here keeps a state. network_places.js says where
// everything stands.

const WIDTHS = 16; // widths of an edge: edges of one width and sign are drawn in one stroke

/** Powers of ten from the thickest edge to the thinnest, where a width stands for a logarithm. */
export const DECADES = 5;

/** Pixels of a large map's side. */
export const LARGE = 288;

/** Give a canvas as many pixels as the screen has where `box` stands, and the figure's type. */
export function fit(canvas, box, figure) {
  const { clientWidth: width, clientHeight: height } = box;
  const ratio = window.devicePixelRatio;
  Object.assign(canvas, { width: width * ratio, height: height * ratio });
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.font = `${figure.font_size}px ${getComputedStyle(box).fontFamily}`;
  context.textBaseline = "middle";
  return { context, width, height };
}

/** How wide each edge is, from 0 to 1: a function of the number that it shows. */
function widthOf(figure, colouring) {
  let largest = 0;
  for (const layer of figure.layers) {
    for (const row of layer[colouring]) {
      for (const value of row) {
        if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
      }
    }
  }
  if (!largest) return () => 0;
  if (colouring === "weights") return (value) => Math.abs(value) / largest;
  return (value) => Math.max(0, 1 + Math.log10(Math.abs(value) / largest) / DECADES);
}

/**
 * How each edge is drawn, [layer][row][source]: its width in 16ths of the thickest, below 0 in the
 * colour of what is negative. What is not finite is not drawn.
 */
export function edgeLevels(figure, colouring) {
  const width = widthOf(figure, colouring);
  const level = (value) => Math.sign(value) * Math.ceil(width(value) * WIDTHS);
  return figure.layers.map((layer) => layer[colouring].map((row) => Int8Array.from(row, level)));
}

/** One path for each level of edge; `belongs(layer, row, source)` picks the edges. */
export function edgePaths(levels, { units, size }, belongs) {
  const paths = new Map();
  levels.forEach((layer, index) => {
    layer.forEach((row, to) => {
      row.forEach((level, source) => {
        if (!level || !belongs(index, to, source)) return;
        if (!paths.has(level)) paths.set(level, new Path2D());
        addEdge(paths.get(level), units[index][source], units[index + 1][to], size);
      });
    });
  });
  return [...paths].sort(([a], [b]) => Math.abs(a) - Math.abs(b)); // the thick ones on top
}

function addEdge(path, from, to, size) {
  const half = (from.x + to.x) / 2;
  path.moveTo(from.x + size / 2, from.y);
  path.bezierCurveTo(half, from.y, half, to.y, to.x - size / 2, to.y);
}

export function strokeEdges(context, figure, places, paths, opacity) {
  const thickest = Math.min(Math.max(0.14 * places.size, 2.5), 0.75 * figure.font_size);
  for (const [level, path] of paths) {
    const share = Math.abs(level) / WIDTHS;
    context.strokeStyle = level < 0 ? figure.colours.negative : figure.colours.positive;
    context.globalAlpha = opacity * (0.3 + 0.7 * share);
    context.lineWidth = Math.max(0.5, thickest * share);
    context.stroke(path);
  }
  context.globalAlpha = 1;
}

/** The bytes red, green, blue of #rrggbb. */
const bytes = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** A colour as ImageData keeps it: the four bytes of a pixel as one number. */
const pixel = ([red, green, blue]) => 0xff000000 + (blue << 16) + (green << 8) + red;

/** 256 colours from negative over 0 to positive. */
export function colourTable({ negative, middle, positive }) {
  const [low, mid, high] = [negative, middle, positive].map(bytes);
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const part = i / 127.5 - 1;
    const end = part < 0 ? low : high;
    return pixel(mid.map((m, k) => Math.round(m + (end[k] - m) * Math.abs(part))));
  });
}

const shade = (table, fraction) => table[Math.round(255 * fraction)];

/** A map enlarged, with a line where it is 0: what lies between its numbers is interpolated. */
export function enlarge(map, side, table, ink) {
  const line = pixel(bytes(ink));
  const image = new ImageData(LARGE, LARGE);
  const pixels = new Uint32Array(image.data.buffer);
  const step = (side - 1) / (LARGE - 1);
  const above = new Uint8Array(LARGE); // the signs of the row that was drawn last
  for (let y = 0; y < LARGE; y++) {
    const v = (LARGE - 1 - y) * step; // maps begin at the bottom, images at the top
    const row = Math.min(Math.floor(v), side - 2);
    let before = null;
    for (let x = 0; x < LARGE; x++) {
      const column = Math.min(Math.floor(x * step), side - 2);
      const i = row * side + column;
      const share = x * step - column;
      const lower = map[i] + share * (map[i + 1] - map[i]);
      const upper = map[i + side] + share * (map[i + side + 1] - map[i + side]);
      const value = lower + (v - row) * (upper - lower);
      const sign = value > 0.5 ? 1 : 0;
      const crossed = (y && sign !== above[x]) || (before !== null && sign !== before);
      pixels[y * LARGE + x] = crossed ? line : shade(table, value);
      above[x] = before = sign;
    }
  }
  return image;
}

/** All maps in one picture, side by side as in the drawing: one upload a frame, however many. */
export function paintAtlas(atlas, { columns, side }, table) {
  const width = columns.length * side;
  const height = Math.max(...columns.map(({ maps }) => maps.length)) * side;
  if (atlas.width !== width || atlas.height !== height) Object.assign(atlas, { width, height });
  const context = atlas.getContext("2d");
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  columns.forEach(({ maps }, column) => {
    maps.forEach((map, row) => {
      for (let i = 0; i < map.length; i++) {
        const y = (row + 1) * side - 1 - Math.floor(i / side); // maps begin at the bottom
        pixels[y * width + column * side + (i % side)] = shade(table, map[i]);
      }
    });
  });
  context.putImageData(image, 0, 0);
}

/** The outline of one unit, added to a path. */
export function outline(path, { x, y }, size) {
  path.roundRect(x - size / 2, y - size / 2, size, size, 0.12 * size);
}

export function paintUnits(context, atlas, side, { units, size }, border) {
  const frames = new Path2D();
  for (const unit of units.flat()) outline(frames, unit, size);
  context.save();
  context.clip(frames);
  units.forEach((rows, column) => {
    rows.forEach(({ x, y }, row) => {
      const [left, top] = [x - size / 2, y - size / 2];
      context.drawImage(atlas, column * side, row * side, side, side, left, top, size, size);
    });
  });
  context.restore();
  Object.assign(context, { globalAlpha: 0.6, lineWidth: 1, strokeStyle: border });
  context.stroke(frames);
  context.globalAlpha = 1;
}

/** Names of columns and inputs; what `symbol` says of the units where there is room below them. */
export function paintLabels(context, figure, places, symbol, write) {
  const { units, size, xs, labelled, font, width } = places;
  const last = xs.length - 1;
  const room = xs[1] - xs[0] - 0.5 * font;
  const fits = figure.columns.every(({ label }) => context.measureText(label).width < room);
  figure.columns.forEach(({ label, names }, column) => {
    const short = column === 0 ? "in" : column === last ? "out" : column;
    const text = fits ? label : short;
    const end = width - context.measureText(text).width / 2;
    write(text, Math.min(xs[column], end), 0.8 * font, "center");
    units[column].forEach(({ x, y }, row) => {
      const own = symbol([column, row]);
      if (names) write(own, x - size / 2 - 0.5 * font, y, "right");
      else if (labelled) write(own, x, y + size / 2 + 0.7 * font, "center");
    });
  });
}

/** A large map with the points over it and the extent of the plane at its sides. */
export function paintLarge(context, image, figure, size, text) {
  const { points, half_width: half, colours, font_size: font } = figure;
  const margin = 1.6 * font;
  const side = size - margin;
  context.clearRect(0, 0, size, size);
  context.drawImage(image, margin, 0, side, side);
  const at = (value) => (side * (value / half + 1)) / 2;
  points.x.forEach(([x0, x1], i) => {
    context.beginPath();
    context.arc(margin + at(x0), side - at(x1), 0.28 * font, 0, 2 * Math.PI);
    context.fillStyle = points.label[i] > 0.5 ? colours.positive : colours.negative;
    Object.assign(context, { strokeStyle: colours.ink, lineWidth: 1 });
    context.fill();
    context.stroke();
  });
  context.fillStyle = text;
  const ends = [[-half, 0, "left"], [null, 0.5, "center"], [half, 1, "right"]];
  for (const [value, share, textAlign] of ends) {
    const written = value === null ? null : value.toFixed(1).replace("-", "−");
    context.textAlign = textAlign;
    context.fillText(written ?? "x₀", margin + share * side, size - 0.7 * font);
    context.save();
    context.translate(0.7 * font, side - share * side);
    context.rotate(-Math.PI / 2);
    context.fillText(written ?? "x₁", 0, 0);
    context.restore();
  }
}
