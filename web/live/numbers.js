// The row of numbers above the panels.

import { element } from "../charts/dom.js";

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** A number with commas between thousands and one decimal at most: 1,234.5. */
export const formatCount = (n) => grouped.format(n);

export function formatSpeed(n) {
  return n === null ? "–" : grouped.format(Math.round(n));
}

/** Four decimals, or powers of ten where these would say nothing. */
export function formatLoss(n) {
  if (n === null) return "–";
  return n >= 0.001 && n < 1000 ? n.toFixed(4) : n.toExponential(2);
}

export function formatShare(n) {
  return n === null ? "–" : `${(100 * n).toFixed(1)}%`;
}

/** How many members have solved the problem, and the 95% interval of their share. */
export function formatSolved(n, { members, solved_low: low, solved_high: high }) {
  return `${n} of ${members}: ${Math.round(100 * low)}–${Math.round(100 * high)}%`;
}

// name → label, and how it is written
const NUMBERS = {
  step: ["step", formatCount],
  epoch: ["epoch", formatCount],
  speed: ["steps/s", formatSpeed],
  train_loss: ["train loss", formatLoss],
  validation_loss: ["validation loss", formatLoss],
  train_accuracy: ["train accuracy", formatShare],
  validation_accuracy: ["validation accuracy", formatShare],
  solved: ["solved, 95% interval", formatSolved],
};

export class Numbers {
  constructor() {
    this.whose = element("div", { className: "whose" });
    this.node = element("dl", { className: "numbers" }, this.whose);
    this.fields = {};
    for (const [name, [label]] of Object.entries(NUMBERS)) {
      const field = element("dd", {}, "–");
      field.dataset.testid = name;
      this.fields[name] = field;
      this.node.append(element("div", { className: name }, element("dt", {}, label), field));
    }
  }

  /** Whose numbers these are, in two words; nothing where there is one member. */
  showWhose(words) {
    this.whose.replaceChildren(...words.map((text, i) => element(i ? "dd" : "dt", {}, text)));
  }

  /** `speed` is in steps a second, or null. */
  show(numbers, speed) {
    const values = { ...numbers, speed };
    for (const [name, [, format]] of Object.entries(NUMBERS)) {
      this.fields[name].textContent = format(values[name], numbers);
    }
    this.fields.solved.parentElement.hidden = numbers.members === 1 || numbers.solved === null;
  }
}

const SPEED_MS = 2000; // steps a second are measured over so long
const SHORTEST_MS = 100; // and not over less

/** Measures steps a second from the frames that are shown. */
export class Speedometer {
  constructor() {
    this.reset();
  }

  reset() {
    this.seen = []; // [time, step] of the frames of the last seconds
  }

  /** Take note of a frame at a time in milliseconds. */
  note(now, step) {
    this.seen.push([now, step]);
  }

  /** Steps a second up to now, where the run is at `step`; null where too little was seen. */
  read(now, step) {
    while (this.seen.length && now - this.seen[0][0] > SPEED_MS) this.seen.shift();
    if (!this.seen.length) return null;
    const [begin, from] = this.seen[0];
    return now - begin > SHORTEST_MS ? (1000 * (step - from)) / (now - begin) : null;
  }
}
