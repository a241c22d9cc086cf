// The two lines between the numbers and the panels: what went wrong, and what is under way.

import { element } from "../charts/dom.js";
import { formatCount } from "./numbers.js";

export class Messages {
  /** `cancel()` ends the way to another step. */
  constructor(cancel) {
    this.alert = element("p", { className: "message", hidden: true, role: "alert" });
    this.words = element("span", { role: "status" });
    const title = "Stay at the step that was reached";
    this.cancel = element("button", { type: "button", title, onclick: cancel }, "Cancel");
    this.status = element("p", { className: "message", hidden: true }, this.words, this.cancel);
    this.broken = null;
  }

  /** Say what went wrong; nothing where `text` is null. */
  showAlert(text) {
    show(this.alert, this.broken ?? text);
  }

  /** Say what went wrong for good. */
  showBroken(text) {
    this.broken = text;
    this.showAlert(text);
  }

  /** Say why the picture is not the one that is wanted yet; nothing where it is. */
  showStatus(disconnected, header) {
    const { catching_up_to: target, step } = header;
    this.words.textContent = disconnected
      ? "The server does not answer. As soon as it does, this page goes on by itself."
      : target
        ? `On the way to step ${formatCount(target)}, at ${formatCount(step)}`
        : "";
    this.cancel.hidden = disconnected;
    this.status.hidden = !this.words.textContent;
  }
}

function show(node, text) {
  node.textContent = text ?? "";
  node.hidden = !text;
}
