// The panels: each a node that stays while frames are drawn into it.

import { onClick } from "../charts/clicks.js";
import { element } from "../charts/dom.js";
import * as plot from "../charts/plot.js";
import { NetworkDrawing } from "./network.js";

/** The member that was clicked on: its tile of the wall, or its thin line; else undefined. */
export function clickedMember({ trace: { meta }, index, x, y }) {
  if (meta?.members) {
    const row = meta.rows - 1 - Math.floor(y);
    return meta.members[row * meta.columns + Math.floor(x)];
  }
  return meta?.length ? Math.floor(index / meta.length[0]) : undefined;
}

export class Panels {
  /** `act(kind, argument)` asks for something; `mounted()` hears of every new node. */
  constructor(act, mounted) {
    this.act = act;
    this.mounted = mounted;
    this.node = element("div", { className: "panels" });
    this.nodes = {}; // name → the node that Plotly or a NetworkDrawing draws into
    this.resizer = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        // Plotly refuses to measure a plot that the page has just taken away.
        if (target.data && target.offsetParent) window.Plotly.Plots.resize(target);
      }
    });
  }

  /** Show these panels in this order; one that stays keeps its node, and so its zoom. */
  arrange(panels) {
    if (Object.keys(panels).join() === Object.keys(this.nodes).join()) return;
    for (const [name, node] of Object.entries(this.nodes)) {
      if (name in panels) continue;
      clear(node);
      node.parentElement.remove();
    }
    const entries = Object.entries(panels);
    this.nodes = Object.fromEntries(
      entries.map(([name, panel]) => [name, this.nodes[name] ?? this.create(name, panel)]),
    );
    for (const node of Object.values(this.nodes)) this.node.append(node.parentElement);
    this.node.dataset.count = entries.length;
  }

  create(name, { label, describe }) {
    const aria = { label: `${label}: ${describe}` };
    const node = element("div", { className: "plot", role: "group", aria });
    node.dataset.testid = `panel-${name}`;
    element("figure", {}, element("figcaption"), node);
    this.resizer.observe(node);
    onClick(node, (point) => {
      const member = clickedMember(point);
      if (member !== undefined) this.act("pick", member);
    });
    this.mounted();
    return node;
  }

  showCaptions(figures, panels) {
    for (const [name, figure] of Object.entries(figures)) {
      const caption = this.nodes[name]?.previousElementSibling;
      if (caption) plot.showCaption(caption, panels[name].label, figure);
    }
  }

  draw({ figures, arrays, run }, colours) {
    const read = arrays();
    for (const [name, figure] of Object.entries(figures)) {
      const node = this.nodes[name];
      if (!node) continue;
      if (figure.drawing) this.drawing(node).draw(plot.fill(figure, read), colours);
      else node.drawn = plot.drawFigure(node, plot.fill(plot.drawn(figure), read), colours, run);
    }
  }

  /** What draws a panel that is no Plotly figure. */
  drawing(node) {
    return (node.drawing ??= new NetworkDrawing(node, { request: this.act }));
  }

  remove() {
    this.resizer.disconnect();
    for (const node of Object.values(this.nodes)) clear(node);
  }
}

function clear(node) {
  node.drawn?.then(() => window.Plotly.purge(node)); // Plotly trips over a purge meanwhile
  node.drawing?.remove();
}
