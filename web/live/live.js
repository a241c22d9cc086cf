// The live view in the browser. It plays the frames that the server sends, asks for the next ones
// while it plays, and turns clicks and keys into requests. It never decides what a run does.

import { element } from "../charts/dom.js";
import * as plot from "../charts/plot.js";
import { AddressTimer, writeAddress } from "./address.js";
import { Bar } from "./bar.js";
import { Findings } from "./findings.js";
import { commandOf } from "./keys.js";
import { Messages } from "./messages.js";
import { Numbers, Speedometer } from "./numbers.js";
import { Panels } from "./panels.js";
import { Player } from "./player.js";
import { Requests, readBlock } from "./protocol.js";
import * as streamlit from "./streamlit_page.js";

// After a reconnect the server draws the page only if a request was under way. If no block has come
// after this time, the browser asks for one.
const REDRAW_MS = 2000;

// A view that is put on the page within this time after one was removed goes on playing.
const REMOUNT_MS = 5000;

const views = new WeakMap();

/** Runs at every change of the component's data or theme. */
export function render(component, address) {
  const root = component.parentElement.querySelector(".trainscope-live");
  if (!views.has(root)) views.set(root, new LiveView(root, address));
  const view = views.get(root);
  view.requests.send = (request) => component.setStateValue("request", request);
  view.receive(component.data);
}

/** Runs when the page no longer shows the component. */
export function remove(component) {
  const root = component.parentElement.querySelector(".trainscope-live");
  const view = views.get(root);
  if (!view) return;
  const { playing, actions } = view;
  removed = { playing, actions, page: window.location.pathname, time: performance.now() };
  view.remove();
  views.delete(root);
}

// Streamlit takes the component off the page and puts it back, where one run of the script ends
// before it has drawn it and the next one draws it.
let removed = {};

function justRemoved() {
  const { page, time } = removed;
  const again = page === window.location.pathname && performance.now() - time < REMOUNT_MS;
  return again ? removed : { playing: false, actions: [] };
}

class LiveView {
  constructor(root, address) {
    this.root = root;
    this.header = {}; // of the last block
    const { playing, actions } = justRemoved();
    this.playing = playing;
    this.actions = actions; // clicks that are not sent yet: {kind, argument}
    this.started = false; // whether the server knows that it plays
    this.disconnected = false; // whether the server is gone
    this.recovering = false; // whether it was gone, and the run is not yet at the last frame again
    this.requests = new Requests();
    this.player = new Player((frame) => this.draw(frame));
    this.speedometer = new Speedometer();
    this.address = new AddressTimer(() => this.writeAddress());
    this.build(address);
    this.plotly = plot.loadPlotly(address).catch((error) => {
      this.messages.showBroken(
        "plotly.js could not be loaded from the server: there is nothing to draw with.",
      );
      throw error;
    });
    this.listen();
  }

  build(address) {
    const act = (kind, argument) => this.act(kind, argument);
    const sheet = element("link", { rel: "stylesheet", href: address("live/live.css") });
    this.title = element("h1");
    this.title.dataset.testid = "title";
    this.bar = new Bar(act);
    this.numbers = new Numbers();
    this.messages = new Messages(() => act("cancel"));
    this.findings = new Findings((name) => act("remedy", name));
    this.panels = new Panels(act, () => count(this.root, "mounts"));
    this.root.replaceChildren(
      sheet,
      element("header", {}, this.title),
      this.bar.node,
      this.numbers.node,
      this.messages.alert,
      this.messages.status,
      this.findings.node,
      this.panels.node,
    );
    Object.assign(this.root.dataset, { step: "", frames: "0", mounts: "0" });
  }

  listen() {
    const page = window.location.pathname;
    this.onKey = (event) => this.key(event);
    this.onVisibility = () => this.pump();
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("visibilitychange", this.onVisibility);
    this.listeners = [
      streamlit.onHistory(() => window.location.pathname === page && this.act("read_url")),
      streamlit.onConnection(() => this.onConnection(streamlit.isDisconnected())),
    ];
  }

  remove() {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("visibilitychange", this.onVisibility);
    for (const end of this.listeners) end();
    clearTimeout(this.waiting);
    clearTimeout(this.redraw);
    this.requests.stop();
    this.address.stop();
    this.player.stop();
    this.panels.remove();
  }

  // ---- blocks from the server --------------------------------------------------------------

  receive(bytes) {
    clearTimeout(this.redraw);
    const { header, frames } = readBlock(bytes);
    this.colours = plot.themeColours(this.root);
    if (header.block_id === this.header.block_id) {
      if (this.player.shown) this.player.show(this.player.shown); // the theme changed,
      this.act("view"); // and some colours are the server's
      return;
    }
    const previous = this.header;
    this.header = header;
    this.requests.receive(header);
    const known = this.isKnown(header);
    this.recovering &&= known;
    if (header.run !== previous.run && !known) {
      this.player.clear();
      this.speedometer.reset();
    }
    this.showHeader(header, previous);
    if (header.finished) this.playing = false;
    this.showPlaying();
    if (!known) this.player.add(frames);
    this.player.pause = 1000 * header.pause;
    if (!this.playing) this.player.skipToLast();
    // The address names the last frame that had come before the server went.
    if (this.disconnected && this.player.last) this.address.now();
    this.pump();
    this.play();
  }

  /**
   * Whether the server still trains up to a frame that the browser has already, which then stays.
   *
   * After a restart the server may first get an address from before the last frame came.
   */
  isKnown(header) {
    const { last } = this.player;
    if (!header.catching_up_to) return false;
    return this.recovering || last?.numbers.step === header.catching_up_to;
  }

  showHeader(header, previous) {
    // A page that is loaded, or gone back to, decides about its sidebar by itself.
    const switched = header.projector !== (previous.projector ?? header.projector);
    if (switched && streamlit.sidebarIsOpen() === header.projector) streamlit.toggleSidebar();
    this.root.classList.toggle("projector", header.projector);
    this.bar.showProjector(header.projector);
    this.bar.offerSpeeds(header.speeds);
    const isSpeed = (action) => action?.kind === "speed";
    if (!isSpeed(this.requests.pending) && !this.actions.some(isSpeed)) {
      this.bar.showSpeed(header.speed);
    }
    this.panels.arrange(header.panels);
    this.title.textContent = this.title.title = header.title;
    this.messages.showAlert(header.alert);
    this.messages.showStatus(this.disconnected, header);
  }

  play() {
    this.plotly.then(() => this.player.play(), () => {}); // without plotly.js the message says so
  }

  draw(frame) {
    const { numbers } = frame;
    if (frame.captions) {
      // Before the plots are drawn, which get the room that the captions leave.
      this.panels.showCaptions(frame.figures, frame.captions.panels);
      this.numbers.showWhose(frame.captions.whose);
    }
    this.panels.draw(frame, this.colours);
    const now = performance.now();
    if (this.playing) this.speedometer.note(now, numbers.step);
    this.numbers.show(numbers, this.speedometer.read(now, numbers.step));
    this.findings.show(frame);
    this.root.dataset.step = numbers.step;
    count(this.root, "frames");
    // Without a server the address names the last frame already.
    if (this.playing && !this.disconnected) this.address.soon();
    else if (!this.disconnected) this.address.now();
    this.pump();
  }

  showPlaying() {
    this.bar.showPlaying(this.playing, this.header.finished ?? false);
    this.root.dataset.playing = this.playing;
  }

  /** A new server goes on from the step that is shown, and is asked to even if nothing plays. */
  onConnection(disconnected) {
    const back = this.disconnected && !disconnected;
    this.disconnected = disconnected;
    this.recovering ||= disconnected && this.player.shown !== null;
    this.messages.showStatus(disconnected, this.header);
    if (disconnected && this.player.shown) this.address.now();
    clearTimeout(this.redraw);
    if (back) this.redraw = setTimeout(streamlit.syncAddress, REDRAW_MS);
  }

  writeAddress() {
    if (this.header.catching_up_to) return; // it says already where the run goes
    // Without a server, the frames that are here are still played: a new one goes on from the last.
    const frame = this.disconnected ? this.player.last : this.player.shown;
    writeAddress(frame.numbers.step, this.header);
    if (this.disconnected) streamlit.syncAddress();
  }

  // ---- requests to the server --------------------------------------------------------------

  /** Do what a button or a key says; `argument` is what it is about. */
  act(kind, argument = null) {
    if (kind === "play") this.togglePlaying();
    else if (kind === "controls") streamlit.toggleSidebar();
    else {
      // Whatever begins the run anew, as Reset does, leaves it playing or at rest.
      if (["step", "epoch", "cancel"].includes(kind)) this.playing = false;
      this.showPlaying();
      this.actions.push({ kind, argument });
    }
    this.pump();
  }

  togglePlaying() {
    this.playing = !this.playing && !this.header.finished;
    this.started = false;
    this.speedometer.reset();
    if (!this.playing) {
      this.player.skipToLast();
      this.actions.push({ kind: "pause" });
    }
    this.showPlaying();
    this.play();
  }

  key(event) {
    const command = commandOf(event);
    if (!command) return;
    event.preventDefault();
    if (command.faster) this.bar.changeSpeed(command.faster);
    else this.act(command.kind);
  }

  /** Send the next request, if there is one and none is under way. */
  pump() {
    if (!this.requests.pending) {
      if (this.actions.length) {
        const { kind, argument } = this.actions.shift();
        this.ask(kind, argument);
      } else if (this.header.catching_up_to) this.askForMore("catch_up");
      else if (this.playing && !this.started) {
        this.ask("start");
        this.started = true;
      } else if (this.playing && this.player.runsLow(this.requests.delay)) this.askForMore("play");
    }
    // Whether the picture is on its way to change: tests and screenshots wait for "false".
    this.root.dataset.waiting = this.requests.pending !== null || this.player.queue.length > 0;
    this.root.dataset.queued = this.player.queue.length;
  }

  /** Ask for the next frames, now or when the server wants to be asked. */
  askForMore(kind) {
    if (document.hidden) return; // nobody looks: it goes on when somebody does
    clearTimeout(this.waiting);
    const wait = this.requests.notBefore - performance.now();
    if (wait > 0) this.waiting = setTimeout(() => this.pump(), wait);
    else this.ask(kind);
  }

  ask(kind, argument = null) {
    const { bar, header, player } = this;
    const settingsVersion = header.settings_version;
    this.requests.ask(kind, argument, { speed: bar.speed, pace: player.pace, settingsVersion });
  }
}

/** Count up a number among an element's data. */
function count(node, name) {
  node.dataset[name] = Number(node.dataset[name]) + 1;
}
