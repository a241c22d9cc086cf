// The step that is shown stands in the browser's address: it opens this picture, here or on any
// server.

// While a run plays, the address is written this often: browsers refuse more than a few times a
// second.
const ADDRESS_MS = 400;

/** Write step and changes into the address; leave out what is 0, empty, or cannot be replayed. */
export function writeAddress(step, header) {
  const url = new URL(window.location.href);
  for (const [name, value] of Object.entries({ step, changes: header.changes })) {
    if (value && header.replayable) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url);
}

/** Calls `write` at once, or soon and then once, however often it is asked for. */
export class AddressTimer {
  constructor(write) {
    this.write = write;
    this.timer = null;
  }

  now() {
    this.stop();
    this.write();
  }

  soon() {
    this.timer ??= setTimeout(() => this.now(), ADDRESS_MS);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
  }
}
