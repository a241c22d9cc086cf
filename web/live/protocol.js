// What the live view sends to the server and gets from it. protocol.py has the table of all fields.

import { readArrays, unpack } from "../charts/plot.js";

// A request without an answer is sent again after this long; the server does it only once.
const RESEND_MS = 5000;

/**
 * A block's header, and its frames: {run, numbers, findings, nothingFound, figures,
 * arrays()}.
 *
 * Arrays are read when a frame is drawn. The last frame also has the `captions`: what the header
 * says in words of the figures and numbers, {panels, whose}, is true of that one.
 */
export function readBlock(bytes) {
  const { header, ...block } = unpack(bytes);
  const frames = header.numbers.map((numbers, i) => ({
    run: header.run,
    numbers,
    findings: header.findings[i],
    nothingFound: header.nothing_found[i],
    figures: header.figures,
    arrays: () => readArrays(block, header.kinds, header.arrays[i]),
  }));
  const { panels, whose } = header;
  if (frames.length) frames.at(-1).captions = { panels, whose };
  return { header, frames };
}

/** The requests to the server: one is under way at a time. */
export class Requests {
  constructor() {
    this.pending = null; // the request that has no answer yet
    this.number = 0;
    this.settingsVersion = null; // of the page at the last request
    this.delay = 300; // milliseconds from a request to its answer, a moving average
    this.notBefore = 0; // the server asks not to be asked for more before this time
  }

  /** Send a request; `pace` is in milliseconds a picture. */
  ask(kind, argument, { speed, pace, settingsVersion }) {
    // Also larger than the numbers of this session before the page was loaded again.
    const number = (this.number = Math.max(this.number + 1, Date.now()));
    // A control may hold an older value than the server for one request after the page is drawn.
    const settings_version = this.settingsVersion;
    this.settingsVersion = settingsVersion;
    this.pending = { number, kind, argument, speed, pace: pace / 1000, settings_version };
    this.sent = performance.now();
    this.transmit();
  }

  transmit() {
    clearTimeout(this.resend);
    if (!this.pending) return;
    this.send(this.pending);
    this.resend = setTimeout(() => this.transmit(), RESEND_MS);
  }

  /** Take note of the answer, if a block is one. */
  receive(header) {
    if (this.pending?.number !== header.answered) return;
    const now = performance.now();
    this.delay = 0.7 * this.delay + 0.3 * (now - this.sent);
    this.notBefore = now + 1000 * header.retry_after;
    this.pending = null;
  }

  stop() {
    clearTimeout(this.resend);
  }
}
