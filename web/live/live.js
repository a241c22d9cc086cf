// The live view, browser side. It plays the frames that the server sends, asks for the next ones
// while it plays, and turns clicks and keys into requests. It never decides what a run does.

import { onClick } from "../charts/clicks.js";
import * as connection from "./connection.js";
import { element } from "../charts/dom.js";
import { NetworkDrawing } from "./network.js";
import * as plot from "../charts/plot.js";

// How many times the last answers' delay the frames still to be played should last when the next
// are asked for: more would show what is long past, less would run dry.
const AHEAD = 1.3;

// A request that got no answer for this long is sent again; the server answers it only once.
const PATIENCE_MS = 5000;

// A server that is back draws the page only where something was under way; after this it is asked to.
const REVIVAL_MS = 2000;

// While a run plays, the address takes over the step so often: browsers refuse more than a few times
// a second.
const ADDRESS_MS = 400;

// Within this time a view that comes is the one that has just gone, and goes on playing.
const REMOUNT_MS = 5000;

const BUTTONS = [
  { kind: "play", label: "Play", key: " ", shown: "Space" },
  { kind: "step", label: "Step", key: "s", shown: "S" },
  { kind: "epoch", label: "Epoch", key: "e", shown: "E" },
  { kind: "reset", label: "Reset", key: "0", shown: "0" },
  { kind: "new_seed", label: "New seed", key: "n", shown: "N" },
];
const SWITCHES = [
  { kind: "projector", label: "Projector", key: "p", shown: "P" },
  { kind: "controls", label: "Controls", key: "k", shown: "K" },
];
const HELP = {
  play: "Train, and watch",
  step: "Take one step",
  epoch: "Go on to the end of the epoch",
  reset: "Back to step 0, with the same initial weights",
  new_seed: "Back to step 0, with other initial weights",
  projector: "Large type and lines that fill the screen, and back",
  controls: "Show or hide the controls",
};

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

const NUMBERS = {
  step: ["step", (n) => grouped.format(n)],
  epoch: ["epoch", (n) => grouped.format(n)],
  speed: ["steps/s", (n) => (n === null ? "–" : grouped.format(Math.round(n)))],
  train_loss: ["train loss", loss],
  validation_loss: ["validation loss", loss],
  train_accuracy: ["train accuracy", share],
  validation_accuracy: ["validation accuracy", share],
  solved: ["solved, 95% interval", solvedShare],
};

function loss(n) {
  return n === null ? "–" : n >= 0.001 && n < 1000 ? n.toFixed(4) : n.toExponential(2);
}

function share(n) {
  return n === null ? "–" : `${(100 * n).toFixed(1)}%`;
}

function solvedShare(n, { members, solved_low: low, solved_high: high }) {
  return `${n} of ${members}: ${Math.round(100 * low)}–${Math.round(100 * high)}%`;
}

/** The member that was clicked on: on its line, or on its tile of the wall. */
function clickedMember({ trace: { meta }, index, x, y }) {
  if (meta?.members) {
    const row = meta.rows - 1 - Math.floor(y);
    return meta.members[row * meta.columns + Math.floor(x)];
  }
  return meta?.length ? Math.floor(index / meta.length[0]) : undefined;
}

const views = new WeakMap();

/** Runs at every change of the component's data or theme. */
export function render(component, address) {
  const root = component.parentElement.querySelector(".trainscope-live");
  if (!views.has(root)) views.set(root, new LiveView(root, address));
  const view = views.get(root);
  view.send = (request) => component.setStateValue("request", request);
  view.receive(component.data);
}

/** Runs when the page no longer shows the component. */
export function remove(component) {
  const root = component.parentElement.querySelector(".trainscope-live");
  const view = views.get(root);
  if (!view) return;
  const { playing, actions } = view;
  left = { playing, actions, page: window.location.pathname, time: performance.now() };
  view.remove();
  views.delete(root);
}

// Streamlit takes the component off the page, and puts it there again, where one run of the script
// ends before it has drawn it and the next one does.
let left = {};

function justLeft() {
  const { page, time } = left;
  const again = page === window.location.pathname && performance.now() - time < REMOUNT_MS;
  return again ? left : { playing: false, actions: [] };
}

/** Streamlit has no call for its sidebar, so its own buttons are pressed. */
function toggleSidebar() {
  const button = sidebarIsOpen()
    ? '[data-testid="stSidebarCollapseButton"] button'
    : '[data-testid="stExpandSidebarButton"]';
  document.querySelector(button)?.click();
}

function sidebarIsOpen() {
  return document.querySelector(".stSidebar")?.dataset.collapsed === "false";
}

class LiveView {
  constructor(root, address) {
    this.root = root;
    this.queue = []; // frames that have come and are not drawn yet
    const { playing, actions } = justLeft();
    this.playing = playing;
    this.actions = actions; // clicks that are not sent yet
    this.outstanding = null; // the request that has no answer yet
    this.settingsVersion = null; // what the browser had drawn when it sent its last request
    this.header = {};
    this.shown = null; // the frame on the screen
    this.trail = []; // [time, step] of the frames of the last seconds
    this.pace = 60; // milliseconds from frame to frame, a moving average
    this.delay = 300; // milliseconds from a request to its answer, a moving average
    this.askAgainAt = 0; // time from which on the server wants to be asked for more
    this.nodes = {}; // panel name → the node that Plotly draws into
    this.build(address);
    this.plotly = plot.loadPlotly(address).catch((error) => {
      this.broken = "plotly.js could not be loaded from the server: there is nothing to draw with.";
      this.alert(this.broken);
      throw error;
    });
    this.onKey = (event) => this.key(event);
    const page = window.location.pathname;
    this.onLook = () => this.pump();
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("visibilitychange", this.onLook);
    this.lost = false; // whether the server is gone
    this.recovering = false; // whether it was, and has not yet come as far as the last picture
    this.listeners = [
      connection.onHistory(() => window.location.pathname === page && this.act("read_url")),
      connection.watch(() => this.onConnection(connection.isLost())),
    ];
    this.resizer = new ResizeObserver((entries) => {
      for (const { target } of entries) if (target.data && target.offsetParent) window.Plotly.Plots.resize(target);
    });
  }

  remove() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("visibilitychange", this.onLook);
    clearTimeout(this.patience);
    clearTimeout(this.waiting);
    clearTimeout(this.noting);
    clearTimeout(this.revival);
    cancelAnimationFrame(this.animation);
    this.resizer.disconnect();
    for (const end of this.listeners) end();
    for (const node of Object.values(this.nodes)) this.clear(node);
  }

  // ---- what stands on the page -------------------------------------------------------------

  build(address) {
    const sheet = element("link", { rel: "stylesheet", href: address("live/live.css") });
    const bar = element("div", { className: "bar" });
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "Training");
    this.buttons = {};
    for (const button of BUTTONS) bar.append(this.button(button));
    this.speed = element("select", { title: "How many steps go by from picture to picture (+ and −)" });
    this.speed.setAttribute("aria-label", "Speed");
    this.speed.onchange = () => this.act("speed");
    bar.append(this.speed, element("span", { className: "space" }));
    for (const button of SWITCHES) bar.append(this.button(button));
    this.title = element("h1", {});
    this.title.dataset.testid = "title";
    const title = element("header", {}, this.title);
    const numbers = element("dl", { className: "numbers" });
    this.numbers = {};
    this.whose = element("div", { className: "whose" });
    numbers.append(this.whose);
    for (const [name, [label]] of Object.entries(NUMBERS)) {
      this.numbers[name] = element("dd", {}, "–");
      this.numbers[name].dataset.testid = name;
      const cell = element("div", { className: name }, element("dt", {}, label), this.numbers[name]);
      numbers.append(cell);
    }
    this.message = element("p", { className: "message", hidden: true });
    this.message.setAttribute("role", "alert");
    this.news = element("p", { className: "message", hidden: true });
    this.news.setAttribute("role", "status");
    this.findings = element("ul", { className: "findings" });
    this.findings.setAttribute("aria-label", "Diagnosis");
    this.findings.setAttribute("aria-live", "polite");
    this.findings.dataset.testid = "findings";
    this.panels = element("div", { className: "panels" });
    this.root.replaceChildren(sheet, title, bar, numbers, this.message, this.news, this.findings, this.panels);
    Object.assign(this.root.dataset, { step: "", frames: "0", mounts: "0" });
  }

  button({ kind, label, shown }) {
    const made = element("button", { type: "button", title: `${HELP[kind]} (${shown})` }, label);
    made.setAttribute("aria-keyshortcuts", shown);
    made.onclick = () => this.act(kind);
    this.buttons[kind] = made;
    return made;
  }

  showPlaying() {
    this.buttons.play.textContent = this.playing ? "Pause" : "Play";
    this.buttons.play.disabled = this.header.finished ?? false;
    this.root.dataset.playing = this.playing;
  }

  /** One sentence a finding, with a button that does what it advises. */
  diagnose(findings, { step, members }) {
    const networks = members === 1 ? "a network learns" : `${members} networks learn`;
    this.findings.dataset.nothing = step
      ? "Nothing wrong so far."
      : `Press Play: ${networks} to tell orange from blue.`;
    for (const item of [...this.findings.children]) {
      if (!findings.some(({ name }) => item.dataset.name === name)) item.remove();
    }
    findings.forEach((finding, i) => {
      const items = [...this.findings.children];
      const item = items.find(({ dataset }) => dataset.name === finding.name);
      this.showFinding(item ?? this.findingAt(i, finding.name), finding);
    });
  }

  /** A new item in the place that causes before consequences give it. */
  findingAt(place, name) {
    const button = element("button", { type: "button", title: "Apply this, and begin anew" });
    button.onclick = () => this.act("remedy", name);
    const item = element("li", {}, element("span", {}), button);
    Object.assign(item.dataset, { name, testid: `finding-${name}` });
    this.findings.insertBefore(item, this.findings.children[place] ?? null);
    return item;
  }

  /** Elements stay where only words change, so that a click and the focus find their button. */
  showFinding(item, { sentence, advice }) {
    const [words, button] = item.children;
    if (words.textContent !== sentence) words.textContent = sentence;
    if (button.textContent !== advice) button.textContent = advice;
    button.hidden = !advice;
  }

  alert(text) {
    this.message.textContent = text ?? "";
    this.message.hidden = !text;
  }

  /** A new server goes on from the step that is shown, and is asked to even if nothing plays. */
  onConnection(lost) {
    const back = this.lost && !lost;
    this.lost = lost;
    this.recovering ||= lost && this.shown !== null;
    this.showNews();
    if (lost && this.shown) this.writeWay();
    clearTimeout(this.revival);
    if (back) this.revival = setTimeout(connection.syncAddress, REVIVAL_MS);
  }

  /** What keeps the picture from being the one that is wanted. */
  showNews() {
    const { catching_up_to: catchingUpTo, at } = this.header;
    const onTheWay = catchingUpTo ? `On the way to step ${grouped.format(catchingUpTo)}, at ${grouped.format(at)}` : "";
    this.news.textContent = this.lost
      ? "The server does not answer. As soon as it does, this page goes on by itself."
      : onTheWay;
    this.news.hidden = !this.news.textContent;
  }

  /** Panels that are asked for, in order; a panel that stays keeps its node, and so its zoom. */
  arrange(panels) {
    for (const name of Object.keys(this.nodes)) {
      if (name in panels) continue;
      this.clear(this.nodes[name]);
      this.nodes[name].parentElement.remove();
      delete this.nodes[name];
    }
    for (const [name, { label, describe }] of Object.entries(panels)) {
      if (!this.nodes[name]) {
        const node = element("div", { className: "plot" });
        node.setAttribute("role", "group");
        node.setAttribute("aria-label", `${label}: ${describe}`);
        node.dataset.testid = `panel-${name}`;
        this.nodes[name] = node;
        this.root.dataset.mounts = Number(this.root.dataset.mounts) + 1;
        this.resizer.observe(node);
        onClick(node, (point) => this.pick(clickedMember(point)));
        element("figure", {}, element("figcaption"), node);
      }
      this.panels.append(this.nodes[name].parentElement);
    }
    this.panels.dataset.count = Object.keys(panels).length;
  }

  // ---- frames from the server --------------------------------------------------------------

  receive(bytes) {
    clearTimeout(this.revival);
    const { header, ...block } = plot.unpack(bytes);
    this.colours = plot.themeColours(this.root);
    if (header.block_id === this.header.block_id) {
      if (this.shown) this.draw(this.shown); // the theme changed
      this.act("view"); // and some colours are the server's
      return;
    }
    // A page that is loaded shows its sidebar or not by itself; so does one that goes back to here.
    const projected = header.projector !== (this.header.projector ?? header.projector);
    if (projected && sidebarIsOpen() === header.projector) toggleSidebar();
    const restarted = header.run !== this.header.run;
    // What is shown, or has come and soon will be, stays until a new server has come as far. It may
    // first hear of an address from before the last picture came.
    const known = header.catching_up_to && (this.recovering || this.last?.numbers.step === header.catching_up_to);
    this.recovering &&= known;
    const rearranged =
      Object.keys(header.panels).join() !== Object.keys(this.header.panels ?? {}).join();
    this.header = header;
    if (this.outstanding?.number === header.answered) {
      this.delay = 0.7 * this.delay + 0.3 * (performance.now() - this.asked);
      this.askAgainAt = performance.now() + 1000 * header.retry_after;
      this.outstanding = null;
    }
    if (restarted && !known) {
      this.queue = [];
      this.trail = [];
    }
    if (rearranged) this.arrange(header.panels);
    for (const [name, figure] of Object.entries(header.figures)) {
      plot.showCaption(this.nodes[name].previousElementSibling, header.panels[name].label, figure);
    }
    this.root.classList.toggle("projector", header.projector);
    this.buttons.projector.setAttribute("aria-pressed", header.projector);
    if (!this.speed.options.length) {
      for (const [name, label] of header.speeds) {
        this.speed.append(element("option", { value: name }, label));
      }
    }
    const choosing = (action) => action?.kind === "speed";
    if (!choosing(this.outstanding) && !this.actions.some(choosing)) {
      this.speed.value = header.speed;
    }
    this.title.textContent = this.title.title = header.title;
    this.whose.replaceChildren(...header.whose.map((text, i) => element(i ? "dd" : "dt", {}, text)));
    this.alert(this.broken ?? header.alert);
    this.showNews();
    if (header.finished) this.playing = false;
    this.showPlaying();
    const frames = header.numbers.map((numbers, i) => ({
      numbers,
      figures: header.figures,
      arrays: () => plot.readArrays(block, header.kinds, header.arrays[i]),
      run: header.run,
    }));
    if (frames.length) frames.at(-1).findings = header.findings;
    if (!known) this.queue.push(...frames);
    if (!this.playing) this.queue.splice(0, this.queue.length - 1); // only where the run is now
    if (this.lost && this.last) this.writeWay(); // what had come is told after the loss
    this.pump();
    this.animate();
  }

  animate() {
    if (this.animation) return;
    const next = (now) => {
      this.animation = null;
      if (this.queue.length && now >= (this.notBefore ?? 0)) {
        if (this.drawn && this.queue.length > 1) {
          this.pace = 0.9 * this.pace + 0.1 * Math.min(now - this.drawn, 200);
        }
        this.drawn = this.queue.length > 1 ? now : null;
        this.draw(this.queue.shift());
        this.notBefore = now + 1000 * this.header.pause;
      }
      if (this.queue.length) this.animation = requestAnimationFrame(next);
    };
    const start = () => (this.animation ??= requestAnimationFrame(next));
    this.plotly.then(start, () => {}); // without plotly.js the message says so
  }

  draw(frame) {
    this.shown = frame;
    const arrays = frame.arrays();
    for (const [name, figure] of Object.entries(frame.figures)) {
      if (!this.nodes[name]) continue;
      if (figure.drawing) {
        this.drawing(this.nodes[name]).draw(plot.fill(figure, arrays), this.colours);
        continue;
      }
      const node = this.nodes[name];
      plot.drawFigure(node, plot.fill(plot.drawn(figure), arrays), this.colours, frame.run);
    }
    this.showNumbers(frame.numbers);
    if (frame.findings) this.diagnose(frame.findings, frame.numbers);
    this.root.dataset.step = frame.numbers.step;
    this.root.dataset.frames = Number(this.root.dataset.frames) + 1;
    this.noteStep();
    this.pump();
  }

  /** What draws a panel that is no Plotly figure. */
  drawing(node) {
    const request = (kind, argument) => this.act(kind, argument);
    return (node.drawing ??= new NetworkDrawing(node, { request }));
  }

  clear(node) {
    window.Plotly?.purge(node);
    node.drawing?.remove();
  }

  showNumbers(numbers) {
    const now = performance.now();
    if (this.playing) this.trail.push([now, numbers.step]);
    while (this.trail.length && now - this.trail[0][0] > 2000) this.trail.shift();
    const [first] = this.trail;
    const elapsed = first ? (now - first[0]) / 1000 : 0;
    const speed = elapsed > 0.1 ? (numbers.step - first[1]) / elapsed : null;
    for (const [name, [, format]] of Object.entries(NUMBERS)) {
      this.numbers[name].textContent = format(name === "speed" ? speed : numbers[name], numbers);
    }
    this.numbers.solved.parentElement.hidden = numbers.members === 1;
  }

  /** How far the run is belongs into the address: it opens this picture, here or on any server. */
  noteStep() {
    if (this.lost) return; // it names already the last picture that is here
    if (this.playing) this.noting ??= setTimeout(() => this.writeWay(), ADDRESS_MS);
    else this.writeWay();
  }

  /** The last picture that is here, shown or not yet. */
  get last() {
    return this.queue.at(-1) ?? this.shown;
  }

  writeWay() {
    clearTimeout(this.noting);
    this.noting = null;
    if (this.header.catching_up_to) return; // the address says already where it goes
    const { replayable, changes } = this.header;
    // Without a server, what has come is still played: another one goes on from the end of that.
    const { step } = (this.lost ? this.last : this.shown).numbers;
    const url = new URL(window.location.href);
    for (const [name, value] of Object.entries({ step, changes })) {
      if (value && replayable) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    if (url.href !== window.location.href) window.history.replaceState(history.state, "", url);
    if (this.lost) connection.syncAddress();
  }

  // ---- requests to the server --------------------------------------------------------------

  /** What a button or a key does; `argument` is what it is about. */
  act(kind, argument) {
    if (kind === "play") {
      this.playing = !this.playing && !this.header.finished;
      this.trail = [];
      this.started = false;
      if (!this.playing) this.queue.splice(0, this.queue.length - 1);
      this.showPlaying();
      this.animate();
    } else if (kind === "controls") {
      toggleSidebar();
    } else {
      if (kind === "step" || kind === "epoch" || kind === "reset") this.playing = false;
      this.showPlaying();
      this.actions.push({ kind, argument });
    }
    this.pump();
  }

  pick(member) {
    if (member !== undefined) this.act("pick", member);
  }

  /** Send the next request, if there is one and none is under way. */
  pump() {
    if (!this.outstanding) {
      if (this.actions.length) this.ask(this.actions.shift());
      else if (this.playing && !this.started && !this.header.catching_up_to) {
        this.ask({ kind: "start" });
        this.started = true;
      } else if (this.playing || this.header.catching_up_to) this.goOn();
    }
    // Whether the picture is on its way to change: tests and screenshots wait for "false".
    this.root.dataset.waiting = this.outstanding !== null || this.queue.length > 0;
    this.root.dataset.queued = this.queue.length;
  }

  /** Ask for what comes next, where the frames that are here will soon be played. */
  goOn() {
    if (document.hidden) return; // nobody looks: it goes on when somebody does
    const { catching_up_to: catchingUpTo } = this.header;
    if (!catchingUpTo && this.queue.length * this.pace > AHEAD * this.delay) return;
    const wait = this.askAgainAt - performance.now();
    clearTimeout(this.waiting);
    if (wait > 0) this.waiting = setTimeout(() => this.pump(), wait);
    else this.ask({ kind: catchingUpTo ? "catch_up" : "play" });
  }

  ask({ kind, argument = null }) {
    // Numbers go on growing when the page is loaded anew within the same session.
    this.number = Math.max((this.number ?? 0) + 1, Date.now());
    this.outstanding = { number: this.number, kind, argument, speed: this.speed.value };
    this.outstanding.pace = this.pace / 1000;
    // Controls take over what the server has set them to later than this view does: that they have
    // is certain of the settings' version that was here at the last request.
    this.outstanding.settings_version = this.settingsVersion;
    this.settingsVersion = this.header.settings_version;
    this.asked = performance.now();
    this.transmit();
  }

  transmit() {
    clearTimeout(this.patience);
    if (!this.outstanding) return;
    this.send(this.outstanding);
    this.patience = setTimeout(() => this.transmit(), PATIENCE_MS);
  }

  changeSpeed(by) {
    const last = this.speed.options.length - 1;
    const index = Math.min(Math.max(this.speed.selectedIndex + by, 0), last);
    if (index === this.speed.selectedIndex) return;
    this.speed.selectedIndex = index;
    this.act("speed");
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const target = event.composedPath()[0];
    if (target.closest?.("input, textarea, [contenteditable=true], [role=slider], [role=combobox]"))
      return;
    // Space presses the button that the keyboard is on; after a click with the mouse it plays.
    if (event.key === " " && target.closest?.("button, select, summary")?.matches(":focus-visible"))
      return;
    const faster = { "+": 1, "-": -1 }[event.key];
    const button = [...BUTTONS, ...SWITCHES].find(({ key }) => key === event.key.toLowerCase());
    if (!faster && !button) return;
    event.preventDefault();
    if (faster) this.changeSpeed(faster);
    else this.act(button.kind);
  }
}
