// Plotly figures in the browser: from a block of bytes to a drawn plot with its caption.

import { element } from "./dom.js";

const KINDS = { f4: Float32Array, i4: Int32Array, u2: Uint16Array };

const CONFIG = {
  displaylogo: false,
  showSendToCloud: false,
  responsive: false, // a ResizeObserver does it: the window is not all that changes size
  modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
};

/** Header and arrays of a block of bytes; packing.py describes it. */
export function unpack(bytes) {
  const copy = bytes.slice(); // arrays must begin at a multiple of their size: at 0 in a new buffer
  const length = new DataView(copy.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(copy.subarray(4, 4 + length)));
  return { header, buffer: copy.buffer, start: 4 + length };
}

/** The array at `offset`: flat, or as rows where it has two dimensions. */
function readArray({ buffer, start }, [kind, ...shape], [offset, length]) {
  const row = shape.reduce((a, b) => a * b, 1);
  let flat = new KINDS[kind](buffer, start + offset, length * row);
  if (kind === "u2") flat = asFractions(flat);
  if (!shape.length) return flat;
  return Array.from({ length }, (_, i) => flat.subarray(i * row, (i + 1) * row));
}

/** The arrays of one frame; what stands in two figures is read once. */
export function readArrays(block, kinds, places) {
  const read = new Map();
  return places.map((place, i) => {
    const key = [...kinds[i], ...place].join();
    if (!read.has(key)) read.set(key, readArray(block, kinds[i], place));
    return read.get(key);
  });
}

function asFractions(whole) {
  const fractions = new Float32Array(whole.length);
  for (let i = 0; i < whole.length; i++) fractions[i] = whole[i] / 65535;
  return fractions;
}

/** A copy of a structure with the arrays back in their places. */
export function fill(node, arrays) {
  if (Array.isArray(node)) return node.map((item) => fill(item, arrays));
  if (node === null || typeof node !== "object") return node;
  if (typeof node.array === "number") return arrays[node.array];
  return Object.fromEntries(Object.entries(node).map(([k, v]) => [k, fill(v, arrays)]));
}

let plotly = null;

/** Resolves once plotly.js is there; all who ask wait for one script. */
export function loadPlotly(address) {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: address("plotly/plotly.min.js"), onload: resolve, onerror: reject });
    document.head.append(script);
  });
  return plotly;
}

const SHAPES = {
  square: '<rect x="4" y="-5" width="10" height="10"/>',
  circle: '<circle cx="9" r="5"/>',
  "line-ew-open": '<path d="M1,0 H17" stroke-width="5"/>',
  diamond: '<path d="M9,-6 L15,0 L9,6 L3,0 Z"/>',
  "x-thin": '<path d="M4,-5 L14,5 M4,5 L14,-5" stroke-width="3"/>',
};

/** The mark of a trace for the legend: a stretch of its line, or its symbol. */
function swatch({ mode, line, marker }) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const given = mode === "lines" ? line.color : (marker?.color ?? marker?.line?.color);
  const colour = typeof given === "string" ? given : "currentColor"; // or one a point
  made.setAttribute("viewBox", "0 -6 18 12");
  made.setAttribute("aria-hidden", "true");
  made.setAttribute("style", `fill: ${colour}; stroke: ${colour}`);
  const dashes = { dash: "5 3", dot: "2 3", longdash: "8 2" }[line?.dash] ?? "none";
  made.innerHTML =
    mode === "lines"
      ? `<path d="M0,0 H18" stroke-width="3" stroke-dasharray="${dashes}"/>`
      : (SHAPES[marker?.symbol] ?? SHAPES.square);
  return made;
}

/** A legend in the caption of a plot: there it takes no room from it, and no time. */
export function showCaption(caption, title, { data = [], layout = {} }) {
  const axes = ["yaxis", "xaxis", "xaxis2"].map((axis) => layout[axis]?.unit);
  const note = [layout.note, ...axes.filter((unit) => unit && unit !== "step")].filter(Boolean);
  const label = [title, ...note].join(" · ");
  const entries = data.filter((trace) => trace.name && trace.showlegend !== false);
  const content = label + JSON.stringify(
    entries.map(({ name, mode, line, marker }) => [name, mode, line, marker]),
  );
  if (caption.dataset.content === content) return;
  caption.dataset.content = content;
  const first = entries.findIndex(({ name }) => /^hidden/.test(name));
  const layers = entries.filter(({ name }) => /^hidden/.test(name)).length;
  caption.replaceChildren(
    element("b", {}, label),
    ...entries.map((trace, i) => {
      // Many layers stand in the order of their colours: the ends are enough to read it.
      const layer = /^hidden/.test(trace.name);
      const named = !layer || layers <= 4 || i === first || i === first + layers - 1;
      const properties = { title: trace.name, className: named ? "" : "unnamed" };
      return element("span", properties, swatch(trace), named ? trace.name : "");
    }),
  );
}

/** A figure without what stands only in its caption. */
export function drawn({ data, layout }) {
  return { data: data.filter((trace) => trace.visible !== "legendonly"), layout };
}

/** The theme's colours of text and borders, where an element stands. */
export function themeColours(node) {
  const theme = getComputedStyle(node);
  return ["text", "border"].map((name) => theme.getPropertyValue(`--st-${name}-color`).trim());
}

/**
 * Draw a figure into a node, or change it in place; zoom survives while the revision is the same.
 * Resolves once all of it is drawn: images take longer than the call.
 */
export function drawFigure(node, { data, layout }, colours, revision) {
  const displayModeBar = layout.xaxis?.visible === false ? false : "hover";
  const config = { ...CONFIG, displayModeBar };
  return window.Plotly.react(node, data, dress(layout, colours, revision), config);
}

/** Give a layout the theme's colours, and a revision: zoom survives while it stays. */
function dress(layout, [text, border], revision) {
  const axes = Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name));
  return {
    ...layout,
    ...Object.fromEntries(
      axes.map((name) => [name, { gridcolor: border, linecolor: border, ...layout[name] }]),
    ),
    font: { ...layout.font, color: text },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: false, // the caption has it
    uirevision: revision,
  };
}
