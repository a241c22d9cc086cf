// Plays the frames that have come, one for each of the screen's frames at most.

// The frames that are left should last this many times the last answers' delay when more are asked
// for: with more, the picture lags behind the run; with less, it stops until the answer comes.
const AHEAD = 1.3;

const LONGEST_PACE = 200; // milliseconds: a longer gap is a tab that was hidden

export class Player {
  /** `draw(frame)` shows a frame. */
  constructor(draw) {
    this.draw = draw;
    this.queue = []; // frames that have come and are not shown yet
    this.shown = null; // the frame on the screen
    this.pace = 60; // milliseconds from frame to frame, a moving average
    this.pause = 0; // milliseconds from frame to frame at least
    this.drawnAt = null; // when the last frame of an unbroken row was drawn
    this.notBefore = 0;
  }

  /** The last frame that is here, shown or not yet. */
  get last() {
    return this.queue.at(-1) ?? this.shown;
  }

  add(frames) {
    this.queue.push(...frames);
  }

  clear() {
    this.queue = [];
  }

  /** Drop all frames but the last: only where the run is now is of interest. */
  skipToLast() {
    this.queue.splice(0, this.queue.length - 1);
  }

  /** Whether more should be asked for, where an answer takes `delay` milliseconds. */
  runsLow(delay) {
    return this.queue.length * this.pace <= AHEAD * delay;
  }

  /** Play all that is here; does nothing while it plays already. */
  play() {
    const next = (now) => {
      this.animation = null;
      this.advance(now);
      if (this.queue.length) this.play();
    };
    this.animation ??= requestAnimationFrame(next);
  }

  /** Show the next frame, if it is time for it. */
  advance(now) {
    if (!this.queue.length || now < this.notBefore) return;
    const more = this.queue.length > 1;
    if (this.drawnAt !== null && more) {
      this.pace = 0.9 * this.pace + 0.1 * Math.min(now - this.drawnAt, LONGEST_PACE);
    }
    this.drawnAt = more ? now : null;
    this.show(this.queue.shift());
    this.notBefore = now + this.pause;
  }

  show(frame) {
    this.shown = frame;
    this.draw(frame);
  }

  stop() {
    cancelAnimationFrame(this.animation);
  }
}
