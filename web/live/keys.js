// Keys of the playground. They do what the buttons do.

import { BUTTONS, SWITCHES } from "./bar.js";

// Controls that do something of their own with letters and arrows.
const TYPED_IN = "input, textarea, [contenteditable=true], [role=slider], [role=combobox]";
const PRESSED_BY_SPACE = "button, select, summary";

/** What a key asks for: {kind} of a button, {faster: 1 or -1}, or null. */
export function commandOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  const target = event.composedPath()[0];
  if (target.closest?.(TYPED_IN)) return null;
  // Space presses the button that the keyboard is on; after a click with the mouse it plays.
  if (event.key === " " && target.closest?.(PRESSED_BY_SPACE)?.matches(":focus-visible")) return null;
  const faster = { "+": 1, "-": -1 }[event.key];
  if (faster) return { faster };
  const button = [...BUTTONS, ...SWITCHES].find(({ key }) => key === event.key.toLowerCase());
  return button ? { kind: button.kind } : null;
}
