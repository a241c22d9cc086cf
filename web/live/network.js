// The drawing of the network: a map a unit, an edge a weight. A canvas, so that hundreds of edges
// cost little (network_paint.js); what can be read or typed in is ordinary HTML over it
// (network_overlays.js). network.py says what is in a figure.

import { element } from "../charts/dom.js";
import { LargeMap, WeightForm, button } from "./network_overlays.js";
import * as paint from "./network_paint.js";
import { arrange, find } from "./network_places.js";
import { describeEdge, describeUnit, symbol } from "./network_words.js";

const COLOURINGS = {
  weights: { label: "Weights", legend: "width: size" },
  gradients: {
    label: "Gradients",
    legend: `width: log size, ${paint.DECADES} decades`,
  },
};

/** Whether an edge is the one that is held, or begins or ends at the unit that is. */
function touching({ unit, edge }) {
  if (edge) return (...other) => other.every((part, i) => part === edge[i]);
  const [column, place] = unit;
  return (layer, row, source) =>
    (layer === column - 1 && row === place) || (layer === column && source === place);
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
    const { context, width, height } = paint.fit(this.canvas, this.stage, this.figure);
    const measure = (text) => context.measureText(text).width;
    this.context = context;
    this.places = arrange(this.figure, width, height, measure);
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
    this.pointed = event && this.places && find(this.places, event.offsetX, event.offsetY);
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
