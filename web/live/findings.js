// What the diagnosis says: one sentence a finding, with a button that does what it advises.

import { element } from "../charts/dom.js";

export class Findings {
  /** `apply(name)` does what a finding advises. */
  constructor(apply) {
    this.apply = apply;
    const aria = { label: "Diagnosis", live: "polite" };
    this.node = element("ul", { className: "findings", aria });
    this.node.dataset.testid = "findings";
  }

  show({ findings, nothingFound, numbers: { step, members } }) {
    const networks = members === 1 ? "a network learns" : `${members} networks learn`;
    this.node.dataset.nothing = step
      ? nothingFound
      : `Press Play: ${networks} to tell orange from blue.`;
    for (const item of [...this.node.children]) {
      if (!findings.some(({ name }) => item.dataset.name === name)) item.remove();
    }
    findings.forEach((finding, place) => {
      const items = [...this.node.children];
      const item = items.find(({ dataset }) => dataset.name === finding.name);
      fill(item ?? this.insert(place, finding.name), finding);
    });
  }

  /** A new item at its place: causes stand before consequences. */
  insert(place, name) {
    const onclick = () => this.apply(name);
    const title = "Apply this, and begin anew";
    const button = element("button", { type: "button", title, onclick });
    const item = element("li", {}, element("span"), button);
    Object.assign(item.dataset, { name, testid: `finding-${name}` });
    this.node.insertBefore(item, this.node.children[place] ?? null);
    return item;
  }
}

/** Elements stay where only words change, so that a click and the focus find their button. */
function fill(item, { sentence, advice }) {
  const [words, button] = item.children;
  if (words.textContent !== sentence) words.textContent = sentence;
  if (button.textContent !== advice) button.textContent = advice;
  button.hidden = !advice;
}
