// Long work goes on when somebody looks: the server does a slice of it, this asks for the next one
// once the page shows the last. A tab that is hidden draws nothing, and so it does not ask.

// A question that got no answer for this long is asked once more.
const PATIENCE_MS = 5000;

const pulses = new WeakMap();

/** Runs at every change of the component's data. */
export function render(component) {
  const root = component.parentElement;
  const { beat, retry_after: retryAfter } = component.data;
  if (pulses.get(root)?.beat === beat) return;
  remove(component);
  const pulse = { beat };
  const ask = () => {
    pulse.timer = setTimeout(next, PATIENCE_MS);
    component.setStateValue("beat", { beat, asked: Date.now() });
  };
  const next = () => (pulse.animation = requestAnimationFrame(ask));
  pulse.timer = setTimeout(next, 1000 * retryAfter);
  pulses.set(root, pulse);
}

/** Runs when the page no longer shows the component. */
export function remove(component) {
  const pulse = pulses.get(component.parentElement);
  if (!pulse) return;
  clearTimeout(pulse.timer);
  cancelAnimationFrame(pulse.animation);
  pulses.delete(component.parentElement);
}
