// What lies over the network's drawing: one unit's map enlarged, and the form that sets a weight.

import { element } from "../charts/dom.js";
import { LARGE, enlarge, fit, paintLarge } from "./network_paint.js";
import { formula, inWords, nameOf, symbol } from "./network_words.js";

const option = (value, label) => element("option", { value }, label);

export const button = (label, onclick) => element("button", { type: "button", onclick }, label);

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
export class LargeMap extends Overlay {
  constructor(onChange) {
    super(onChange);
    this.image = element("canvas", { width: LARGE, height: LARGE });
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
    const image = enlarge(maps[row], figure.side, table, figure.colours.ink);
    this.image.getContext("2d").putImageData(image, 0, 0);
    const { context, width } = fit(this.canvas, this.canvas, figure);
    paintLarge(context, this.image, figure, width, text);
  }
}

/** A weight set by hand: layer, unit and source are indices of the network, not of the drawing. */
export class WeightForm extends Overlay {
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
