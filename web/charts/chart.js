// A figure that stands on a page: it changes in place, and keeps its zoom. Where its traces grow, a
// button and a slider under it play them step by step, without asking the server.

import { onClick } from "./clicks.js";
import { element } from "./dom.js";
import * as plot from "./plot.js";

const PLAY_SECONDS = 6; // from the first step to the last

const charts = new WeakMap();

/** Runs at every change of the component's data or theme. */
export function render(component, address) {
  const root = component.parentElement.querySelector(".trainscope-chart");
  if (!charts.has(root)) charts.set(root, new Chart(root, address));
  const chart = charts.get(root);
  chart.click = (place) => component.setTriggerValue("clicked", place);
  chart.receive(component.data);
}

/** Runs when the page no longer shows the component. */
export function remove(component) {
  const root = component.parentElement.querySelector(".trainscope-chart");
  charts.get(root)?.remove();
  charts.delete(root);
}

class Chart {
  constructor(root, address) {
    this.root = root;
    this.caption = element("figcaption");
    this.plot = element("div", { className: "plot" });
    this.plot.setAttribute("role", "group");
    const sheet = element("link", { rel: "stylesheet", href: address("charts/chart.css") });
    this.figure = element("figure", {}, this.caption, this.plot, this.buildPlayer());
    root.replaceChildren(sheet, this.figure);
    this.plotly = plot.loadPlotly(address).catch((error) => {
      this.plot.textContent = "plotly.js could not be loaded from the server.";
      throw error;
    });
    this.resizer = new ResizeObserver(() => {
      // Plotly refuses to measure a plot that the page has just taken away.
      if (this.plot.data && this.plot.offsetParent) window.Plotly.Plots.resize(this.plot);
    });
    this.resizer.observe(this.plot);
    onClick(this.plot, ({ x, y }) => {
      if (this.root.classList.contains("clickable")) this.click({ x, y });
    });
  }

  remove() {
    cancelAnimationFrame(this.animation);
    this.resizer.disconnect();
    this.drawing?.then(() => window.Plotly.purge(this.plot)); // Plotly trips over a purge meanwhile
  }

  receive(bytes) {
    const { header, ...block } = plot.unpack(bytes);
    const [places] = header.arrays;
    this.content = plot.fill(header.figures.chart, plot.readArrays(block, header.kinds, places));
    plot.showCaption(this.caption, header.label, this.content);
    this.plot.setAttribute("aria-label", `${header.label}: ${header.describe}`);
    this.plot.style.height = `${header.height}px`;
    this.root.classList.toggle("projector", header.projector);
    this.root.classList.toggle("clickable", header.clickable);
    this.colours = plot.themeColours(this.root);
    this.showPlayer(header.play);
    this.plotly.then(() => this.draw(), () => {});
  }

  draw() {
    const { data, layout } = plot.drawn(this.content);
    const traces = this.player.hidden ? data : data.map((trace) => upTo(trace, this.step));
    this.drawing = plot.drawFigure(this.plot, { data: traces, layout }, this.colours, "kept");
    this.root.dataset.drawn = Number(this.root.dataset.drawn ?? 0) + 1;
  }

  // ---- traces that grow ---------------------------------------------------------------------

  buildPlayer() {
    this.button = element("button", { type: "button", onclick: () => this.toggle() }, "Play");
    this.slider = element("input", { type: "range", min: 0, step: 1 });
    this.slider.oninput = () => this.show(Number(this.slider.value));
    this.output = element("output");
    this.player = element("div", { className: "player" }, this.button, this.slider, this.output);
    return this.player;
  }

  /** `play` is null or {label, last}; a figure that changes while it stands at its end stays there. */
  showPlayer(play) {
    this.player.hidden = !play;
    if (!play) {
      if (this.playing) this.toggle();
      return;
    }
    const atEnd = this.step === undefined || this.step === Number(this.slider.max);
    this.slider.max = play.last;
    this.slider.setAttribute("aria-label", play.label);
    this.unit = play.label;
    this.step = atEnd ? play.last : Math.min(this.step, play.last);
    this.say();
  }

  say() {
    this.slider.value = this.step;
    this.output.textContent = `${this.unit} ${this.step}`;
    this.root.dataset.step = this.step;
  }

  show(step) {
    this.step = step;
    this.say();
    this.draw();
  }

  toggle() {
    this.playing = !this.playing;
    this.button.textContent = this.playing ? "Pause" : "Play";
    if (!this.playing) return;
    const from = this.step === Number(this.slider.max) ? 0 : this.step;
    let begin = null;
    const next = (now) => {
      begin ??= now;
      if (!this.playing) return;
      const last = Number(this.slider.max); // it moves where the figure changes meanwhile
      const passed = ((now - begin) / 1000 / PLAY_SECONDS) * last;
      this.show(Math.min(Math.round(from + passed), last));
      if (this.step < last) this.animation = requestAnimationFrame(next);
      else this.toggle();
    };
    this.animation = requestAnimationFrame(next);
  }
}

/** A trace as far as it has grown by a step; of a "head" only its end is seen. */
function upTo(trace, step) {
  const grows = trace.meta?.grows;
  if (!grows) return trace;
  const end = Math.min(step + 1, trace.x.length);
  const begin = grows === "head" ? end - 1 : 0;
  return { ...trace, x: trace.x.slice(begin, end), y: trace.y.slice(begin, end) };
}
