// The bar above the panels: buttons and the speed menu.

import { element } from "../charts/dom.js";

/** What a button asks for, by the keyboard's key too. */
export const BUTTONS = [
  { kind: "play", label: "Play", key: " ", shown: "Space", help: "Train, and watch. A run that begins anew goes on playing" },
  { kind: "step", label: "Step", key: "s", shown: "S", help: "Take one step, and pause" },
  {
    kind: "epoch",
    label: "Epoch",
    key: "e",
    shown: "E",
    help: "Go on to the end of the epoch, and pause",
  },
  {
    kind: "reset",
    label: "Reset",
    key: "0",
    shown: "0",
    help: "Back to step 0, with the same initial weights",
  },
  {
    kind: "new_seed",
    label: "New seed",
    key: "n",
    shown: "N",
    help: "Back to step 0, with seeds that are new: none of the present ones",
  },
];

/** Buttons at the right end, which change the page and not the run. */
export const SWITCHES = [
  {
    kind: "projector",
    label: "Projector",
    key: "p",
    shown: "P",
    help: "Large type and lines that fill the screen, and back",
  },
  {
    kind: "controls",
    label: "Controls",
    key: "k",
    shown: "K",
    help: "Show or hide the controls",
  },
];

export class Bar {
  /** `act(kind)` does what a button says. */
  constructor(act) {
    this.act = act;
    this.buttons = {};
    const title = "How many steps go by from picture to picture (+ and −)";
    this.speeds = element("select", { title, aria: { label: "Speed" } });
    this.speeds.onchange = () => act("speed");
    this.node = element(
      "div",
      { className: "bar", role: "toolbar", aria: { label: "Training" } },
      ...BUTTONS.map((button) => this.button(button)),
      this.speeds,
      element("span", { className: "space" }),
      ...SWITCHES.map((button) => this.button(button)),
    );
  }

  button({ kind, label, shown, help }) {
    const onclick = () => this.act(kind);
    const properties = { type: "button", title: `${help} (${shown})`, onclick };
    const made = element("button", { ...properties, aria: { keyshortcuts: shown } }, label);
    this.buttons[kind] = made;
    return made;
  }

  get speed() {
    return this.speeds.value;
  }

  showPlaying(playing, finished) {
    this.buttons.play.textContent = playing ? "Pause" : "Play";
    this.buttons.play.disabled = finished;
  }

  showProjector(pressed) {
    this.buttons.projector.setAttribute("aria-pressed", pressed);
  }

  /** The menu's entries: [name, label] of each. They never change. */
  offerSpeeds(speeds) {
    if (this.speeds.options.length) return;
    this.speeds.append(...speeds.map(([value, label]) => element("option", { value }, label)));
  }

  showSpeed(name) {
    this.speeds.value = name;
  }

  changeSpeed(by) {
    const last = this.speeds.options.length - 1;
    const index = Math.min(Math.max(this.speeds.selectedIndex + by, 0), last);
    if (index === this.speeds.selectedIndex) return;
    this.speeds.selectedIndex = index;
    this.act("speed");
  }
}
