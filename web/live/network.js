// The drawing of the network: a map a unit, an edge a weight. A canvas, so that hundreds of edges
// cost little (network_paint.js); what can be read or typed in is ordinary HTML over it. network.py
// says what is in a figure.

import { element } from "../charts/dom.js";
import * as paint from "./network_paint.js";

const COLOURINGS = {
  weights: { label: "Weights", legend: "width: size" },
  gradients: {
    label: "Gradients",
    legend: `width: log size, ${paint.DECADES} decades`,
  },
};

// ---- words ---------------------------------------------------------------------------------

function inWords(value, digits = 3) {
  if (!Number.isFinite(value)) return "not finite";
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 0.001 && size < 1000);
  const text = plain ? size.toPrecision(digits) : size.toExponential(digits - 1);
  return (value < 0 ? "−" : "") + text.replace("e-", "e−");
}

const digits = (number, alphabet) => String(number).replace(/\d/g, (digit) => alphabet[digit]);
const subscript = (number) => digits(number, "₀₁₂₃₄₅₆₇₈₉");
const superscript = (number) => `⁽${digits(number, "⁰¹²³⁴⁵⁶⁷⁸⁹")}⁾`;

/** How a formula writes a unit's output: a₁⁽²⁾ is what the first unit of hidden 2 gives. */
function symbol(figure, [column, row]) {
  const { names, units } = figure.columns[column];
  if (names) return names[units[row]];
  if (column === figure.columns.length - 1) return "z";
  return `a${subscript(units[row] + 1)}${superscript(column)}`;
}

function nameOf(figure, [column, row]) {
  const { label, names, units } = figure.columns[column];
  if (names) return `input ${names[units[row]]}`;
  return column === figure.columns.length - 1 ? label : `${label}, unit ${units[row] + 1}`;
}

/** The unit's output in terms of the column before; terms that are not shown are three dots. */
function formula(figure, [column, row]) {
  if (column === 0) return "a number that the network is given of every point";
  const { weights, biases } = figure.layers[column - 1];
  const before = figure.columns[column - 1];
  const source = (i) => `·${symbol(figure, [column - 1, i])}`;
  const terms = Array.from(weights[row], (weight, i) => [weight, source(i)]);
  const sum = [...terms, [biases[row], ""]].map(([value, of], i) => {
    const sign = value < 0 ? "−" : "+";
    const size = inWords(Math.abs(value)) + of;
    return i ? `${sign} ${size}` : (value < 0 ? "−" : "") + size;
  });
  if (before.units.length < before.width) sum.splice(-1, 0, "+ …");
  const text = sum.join(" ");
  if (column === figure.columns.length - 1) return `z = ${text}, P(class 1) = σ(z)`;
  const inside = figure.activation === "identity" ? text : `${figure.activation}(${text})`;
  return `${symbol(figure, [column, row])} = ${inside}`;
}

function describeUnit(figure, unit) {
  const [column, row] = unit;
  const lines = [nameOf(figure, unit), formula(figure, unit)];
  if (column) lines.push(`bias ${inWords(figure.layers[column - 1].biases[row])}`);
  return [...lines, `output up to ±${inWords(figure.columns[column].largest[row])} over the plane`];
}

function describeEdge(figure, [layer, row, source]) {
  const { weights, gradients } = figure.layers[layer];
  return [
    `${nameOf(figure, [layer, source])} → ${nameOf(figure, [layer + 1, row])}`,
    `weight ${inWords(weights[row][source])}`,
    `∂L/∂w of the last batch ${inWords(gradients[row][source])}`,
  ];
}

/** Whether an edge is the one that is held, or begins or ends at the unit that is. */
function touching({ unit, edge }) {
  if (edge) return (...other) => other.every((part, i) => part === edge[i]);
  const [column, place] = unit;
  return (layer, row, source) =>
    (layer === column - 1 && row === place) || (layer === column && source === place);
}

// ---- HTML ----------------------------------------------------------------------------------

const option = (value, label) => element("option", { value }, label);

const button = (label, onclick) => element("button", { type: "button", onclick }, label);

/** Give a canvas as many pixels as the screen has where `box` stands, and the figure's type. */
function fit(canvas, box, figure) {
  const { clientWidth: width, clientHeight: height } = box;
  const ratio = window.devicePixelRatio;
  Object.assign(canvas, { width: width * ratio, height: height * ratio });
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.font = `${figure.font_size}px ${getComputedStyle(box).fontFamily}`;
  context.textBaseline = "middle";
  return { context, width, height };
}

/** A drawing in `node`; `request(kind, argument)` asks the server for something. */
export class NetworkDrawing {
  constructor(node, { request }) {
    this.node = node;
    this.figure = null;
    this.places = null; // where everything stands, as `arrange` works it out
    this.colouring = "weights";
    this.pointed = null; // what the pointer is on, as `find` tells it
    this.cursor = null; // the unit that the keyboard is on
    this.levels = null; // the edges as they were painted: see `edgeLevels`
    this.atlas = element("canvas");
    this.build(request);
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(this.stage);
  }

  build(request) {
    const href = new URL("network.css", import.meta.url);
    const label = "Network. Arrow keys go from unit to unit, Enter shows a unit's map";
    this.canvas = element("canvas", { tabIndex: 0, role: "application", aria: { label } });
    this.tip = element("div", { className: "tip", hidden: true });
    this.spoken = element("p", { className: "spoken", role: "status" });
    this.stage = element("div", { className: "stage" }, this.canvas, this.tip);
    this.map = new LargeMap(() => this.repaint());
    this.form = new WeightForm(request, () => this.repaint());
    const sheet = element("link", { rel: "stylesheet", href });
    this.node.classList.add("network");
    this.node.append(sheet, this.stage, this.foot(), this.map.node, this.form.node, this.spoken);
    this.canvas.onpointermove = (event) => this.point(event);
    this.canvas.onpointerleave = () => this.point(null);
    this.canvas.onclick = (event) => this.choose(event);
    this.canvas.onkeydown = (event) => this.key(event);
    this.canvas.onfocus = () => this.byKeyboard() && this.move(this.cursor ?? [0, 0]);
    this.canvas.onblur = () => this.repaint();
  }

  /** What stands below the drawing: how it is coloured, what that means, what is not shown. */
  foot() {
    this.switches = Object.entries(COLOURINGS).map(([name, { label }]) =>
      button(label, () => this.colour(name)),
    );
    const aria = { label: "What the edges show" };
    const group = element("span", { className: "switch", role: "group", aria }, ...this.switches);
    this.signs = ["negative", "positive"].map((sign) => element("span", { className: sign }, sign));
    this.legend = element("span");
    this.note = element("span", { className: "note" });
    const set = button("Set weight", () => this.edit());
    return element("div", { className: "foot" }, group, ...this.signs, this.legend, this.note, set);
  }

  remove() {
    this.watch.disconnect();
    this.map.close(); // it listens to the whole page
    cancelAnimationFrame(this.waiting);
    this.node.classList.remove("network");
    this.node.replaceChildren();
  }

  // ---- drawing -----------------------------------------------------------------------------

  /** Show a figure of network.py; `colours` are those of text and of borders. */
  draw(figure, [text]) {
    this.text = text;
    this.figure = figure;
    const shape = JSON.stringify(figure.columns.map(({ width, names }) => [width, names]));
    const look = JSON.stringify([shape, figure.colours, figure.font_size]);
    if (shape !== this.shape) this.forget();
    if (look !== this.look) this.dress();
    Object.assign(this, { shape, look });
    if (!this.map.isOpen()) this.paint(); // else the map lies over it
    this.map.draw(figure, this.table, text);
    this.form.draw(figure);
  }

  /** Another network: what was chosen of the last one is gone. */
  forget() {
    this.pointed = this.cursor = null;
    this.map.close();
    this.form.close();
  }

  /** What changes with theme or network, but not from picture to picture. */
  dress() {
    const { colours, note } = this.figure;
    this.table = paint.colourTable(colours);
    this.note.textContent = note;
    for (const sign of this.signs) sign.style.setProperty("--sign", colours[sign.className]);
    this.colour(this.colouring);
    this.places = null;
  }

  colour(name) {
    this.colouring = name;
    Object.keys(COLOURINGS).forEach((other, i) => {
      this.switches[i].setAttribute("aria-pressed", other === name);
    });
    this.legend.textContent = COLOURINGS[name].legend;
    this.repaint();
  }

  resize() {
    this.places = null;
    this.repaint();
  }

  /** Paint before the screen's next frame, where no picture of the run did it. */
  repaint() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      if (this.figure) this.paint();
    });
  }

  arrange() {
    const { context, width, height } = fit(this.canvas, this.stage, this.figure);
    const measure = (text) => context.measureText(text).width;
    this.context = context;
    this.places = paint.arrange(this.figure, width, height, measure);
  }

  paint() {
    if (!this.places) this.arrange();
    const { context, figure, places, text } = this;
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const held = this.held();
    this.levels = paint.edgeLevels(figure, this.colouring);
    this.paintEdges(held ? 0.12 : 1, () => true);
    if (held) this.paintEdges(1, touching(held));
    paint.paintAtlas(this.atlas, figure, this.table);
    paint.paintUnits(context, this.atlas, figure.side, places, text);
    const named = (unit) => symbol(figure, unit);
    paint.paintLabels(context, figure, places, named, (label, x, y, align) => {
      Object.assign(context, { fillStyle: text, textAlign: align });
      context.fillText(label, x, y);
    });
    if (held?.unit) this.paintHeld(held.unit);
    this.tell(held);
  }

  paintEdges(opacity, belongs) {
    const paths = paint.edgePaths(this.levels, this.places, belongs);
    paint.strokeEdges(this.context, this.figure, this.places, paths, opacity);
  }

  paintHeld([column, row]) {
    const frame = new Path2D();
    paint.outline(frame, this.places.units[column][row], this.places.size + 3);
    Object.assign(this.context, { lineWidth: 3, strokeStyle: this.figure.colours.ink });
    this.context.stroke(frame);
  }

  // ---- pointing and choosing ---------------------------------------------------------------

  /** What form, pointer or keyboard is on: {unit: …}, {edge: …} or null. */
  held() {
    if (this.form.isOpen()) return this.form.held();
    if (this.pointed) return this.pointed;
    return this.cursor && this.byKeyboard() ? { unit: this.cursor } : null;
  }

  byKeyboard() {
    return this.canvas.matches(":focus-visible");
  }

  point(event) {
    this.pointed = event && this.places && paint.find(this.places, event.offsetX, event.offsetY);
    this.at = event && [event.offsetX, event.offsetY];
    this.canvas.style.cursor = this.pointed ? "pointer" : "";
    this.repaint();
  }

  choose(event) {
    this.point(event);
    const { unit, edge } = this.pointed ?? {};
    if (unit) this.enlarge(unit);
    if (edge) this.edit(edge);
  }

  enlarge(unit) {
    this.cursor = unit;
    this.map.open(this.figure, unit);
    this.map.draw(this.figure, this.table, this.text);
  }

  /** Ask for another weight of an edge, or of one that ends where the keyboard is. */
  edit(edge) {
    const [column, row] = this.cursor ?? [1, 0];
    this.form.open(this.figure, edge ?? (column ? [column - 1, row, 0] : [0, 0, row]));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const [across, down] = step[event.key] ?? [];
    if (event.key === "Enter" && this.cursor) this.enlarge(this.cursor);
    else if (event.key === "Escape" && !this.map.isOpen()) this.move(null);
    else if (down !== undefined) this.move(this.neighbour(across, down));
    else return;
    event.preventDefault();
  }

  neighbour(across, down) {
    const [column, row] = this.cursor ?? [0, 0];
    const { columns } = this.figure;
    const next = Math.min(Math.max(column + across, 0), columns.length - 1);
    return [next, Math.min(Math.max(row + down, 0), columns[next].units.length - 1)];
  }

  move(unit) {
    this.cursor = unit;
    this.pointed = null;
    this.spoken.textContent = unit ? this.describe({ unit }).join(", ") : "";
    this.repaint();
  }

  /** Name, formula and numbers of a unit or an edge, a line each. */
  describe({ unit, edge }) {
    return unit ? describeUnit(this.figure, unit) : describeEdge(this.figure, edge);
  }

  corner([column, row]) {
    const { x, y } = this.places.units[column][row];
    return [x + this.places.size / 2, y];
  }

  /** Write what is held beside it, within the stage. */
  tell(held) {
    this.tip.hidden = !held || this.form.isOpen();
    if (this.tip.hidden) return;
    const [name, ...lines] = this.describe(held);
    const spans = lines.map((line) => element("span", {}, line));
    this.tip.replaceChildren(element("b", {}, name), ...spans);
    const [x, y] = this.pointed ? this.at : this.corner(held.unit);
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    const { clientWidth, clientHeight } = this.stage;
    const left = x + 14 + width < clientWidth ? x + 14 : x - 14 - width;
    this.tip.style.left = `${Math.min(Math.max(left, 0), Math.max(clientWidth - width, 0))}px`;
    this.tip.style.top = `${Math.min(Math.max(y + 12, 0), Math.max(clientHeight - height, 0))}px`;
  }
}

/** What lies over the panel until it is closed. A click within keeps the focus within. */
class Overlay {
  constructor(onChange) {
    this.onChange = onChange;
    this.properties = { hidden: true, role: "dialog", tabIndex: -1 };
  }

  show() {
    this.opener = document.activeElement;
    this.node.hidden = false;
  }

  /** Give the focus back to where it was; a control elsewhere that has it by now keeps it. */
  close() {
    if (!this.isOpen()) return;
    const focused = this.node.matches(":focus-within");
    this.node.hidden = true;
    if (focused) this.opener.focus();
    this.onChange();
  }

  isOpen() {
    return !this.node.hidden;
  }
}

/** One unit's map, large; it goes on with the run until it is closed. */
class LargeMap extends Overlay {
  constructor(onChange) {
    super(onChange);
    this.image = element("canvas", { width: paint.LARGE, height: paint.LARGE });
    this.canvas = element("canvas");
    this.name = element("b");
    this.formula = element("p");
    this.key = element("p");
    this.leave = button("Close", () => this.close());
    const words = element("div", {}, this.name, this.formula, this.key, this.leave);
    const aria = { label: "Map of a unit" };
    const properties = { ...this.properties, className: "large", aria };
    this.node = element("div", properties, this.canvas, words);
    this.node.onclick = () => this.close();
    this.onKey = (event) => event.key === "Escape" && this.close();
  }

  open(figure, [column, row]) {
    this.column = column;
    this.unit = figure.columns[column].units[row];
    this.name.textContent = nameOf(figure, [column, row]);
    this.show();
    this.leave.focus();
    document.addEventListener("keydown", this.onKey);
  }

  close() {
    document.removeEventListener("keydown", this.onKey);
    super.close();
  }

  draw(figure, table, text) {
    if (!this.isOpen()) return;
    const { units, maps, largest } = figure.columns[this.column];
    const row = units.indexOf(this.unit);
    this.canvas.hidden = this.formula.hidden = row < 0; // its last map may be another member's
    if (row < 0) {
      this.key.textContent = "Not among the units shown now.";
      return;
    }
    const end = inWords(largest[row]);
    this.formula.textContent = formula(figure, [this.column, row]);
    this.key.textContent =
      `Colour: output from −${end} to ${end}, with a line at 0. Dots: training points.`;
    const image = paint.enlarge(maps[row], figure.side, table, figure.colours.ink);
    this.image.getContext("2d").putImageData(image, 0, 0);
    const { context, width } = fit(this.canvas, this.canvas, figure);
    paint.paintLarge(context, this.image, figure, width, text);
  }
}

/** A weight set by hand: layer, unit and source are indices of the network, not of the drawing. */
class WeightForm extends Overlay {
  constructor(request, onChange) {
    super(onChange);
    this.request = request;
    [this.layer, this.unit, this.source] = [0, 1, 2].map(() => element("select"));
    this.value = element("input", { type: "number", step: "any" });
    this.present = element("output");
    this.complaint = element("p", { className: "complaint", role: "alert", hidden: true });
    const labelled = (text, control) => element("label", {}, text, control);
    const set = element("button", { type: "submit" }, "Set");
    const cancel = button("Cancel", () => this.close());
    const aria = { label: "Set a weight" };
    this.node = element(
      "form",
      { ...this.properties, className: "weight", noValidate: true, aria },
      labelled("of", this.layer),
      labelled("unit", this.unit),
      labelled("from", this.source),
      labelled("weight", this.value),
      this.present,
      this.complaint,
      element("div", {}, set, cancel),
    );
    this.layer.onchange = () => this.offer(Number(this.layer.value), 0, 0);
    this.unit.onchange = this.source.onchange = () => this.look();
    this.node.onsubmit = (event) => this.submit(event);
    this.node.onkeydown = (event) => {
      if (event.key === "Escape") this.close();
      event.stopPropagation(); // a letter picks from a list here, and is no command to the run
    };
  }

  open(figure, [layer, row, source]) {
    this.figure = figure;
    this.layer.replaceChildren(...figure.columns.slice(1).map(({ label }, i) => option(i, label)));
    this.show();
    this.offer(layer, row, source);
    this.value.select();
  }

  /** Offer the shown units of a layer and of the column before it. */
  offer(layer, row, source) {
    this.layer.value = layer;
    this.list(this.unit, layer + 1, row);
    this.list(this.source, layer, source);
    this.look();
  }

  list(select, column, row) {
    const { units } = this.figure.columns[column];
    const named = (unit, i) => option(unit, symbol(this.figure, [column, i]));
    select.replaceChildren(...Array.from(units, named));
    select.selectedIndex = row;
  }

  /** Begin with the weight as it is. */
  look() {
    this.complain("");
    this.showPresent();
    const weight = this.weight();
    this.value.value = Number.isFinite(weight) ? Number(weight.toPrecision(4)) : "";
    this.onChange();
  }

  /** What is picked, in indices of the network. */
  picked() {
    const lists = [this.layer, this.unit, this.source];
    const [layer, unit, source] = lists.map(({ value }) => Number(value));
    return { layer, unit, source };
  }

  /** The edge that is picked, by its place in the drawing; null where that shows it no longer. */
  held() {
    const { layer, unit, source } = this.picked();
    const row = this.figure.columns[layer + 1].units.indexOf(unit);
    const from = this.figure.columns[layer].units.indexOf(source);
    return row < 0 || from < 0 ? null : { edge: [layer, row, from] };
  }

  /** The picked weight as the run has it. */
  weight() {
    const [layer, row, source] = this.held()?.edge ?? [];
    return this.figure.layers[layer]?.weights[row][source];
  }

  draw(figure) {
    this.figure = figure;
    if (this.isOpen()) this.showPresent();
  }

  showPresent() {
    const weight = this.weight();
    this.present.textContent = weight === undefined ? "not shown now" : `now ${inWords(weight, 4)}`;
  }

  submit(event) {
    event.preventDefault();
    const [low, high] = this.figure.weight_limits;
    const value = this.value.value === "" ? NaN : Number(this.value.value);
    if (!(value >= low && value <= high)) {
      this.complain(`weight: it takes a number from ${low} to ${high}`.replace("-", "−"));
      this.value.focus();
      return;
    }
    this.request("weight", { ...this.picked(), value });
    this.close();
  }

  complain(text) {
    this.complaint.textContent = text;
    this.complaint.hidden = !text;
    this.value.setAttribute("aria-invalid", text !== "");
  }
}
