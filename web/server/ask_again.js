// Asks for the fragment around it again once the page shows the last answer, and some seconds have
// gone by. A hidden tab draws nothing: it asks only where it is told to.

// A request without an answer is sent again after this long.
const RESEND_MS = 5000;

const requests = new WeakMap();

/** Runs at every change of the component's data. */
export function render(component) {
  const root = component.parentElement;
  const { answer, seconds, hidden } = component.data;
  if (requests.get(root)?.answer === answer) return;
  remove(component);
  const request = { answer };
  const ask = () => {
    request.timer = setTimeout(next, RESEND_MS);
    component.setStateValue("asked", { answer, at: Date.now() });
  };
  const next = hidden ? ask : () => (request.animation = requestAnimationFrame(ask));
  request.timer = setTimeout(next, 1000 * seconds);
  requests.set(root, request);
}

/** Runs when the page no longer shows the component. */
export function remove(component) {
  const request = requests.get(component.parentElement);
  if (!request) return;
  clearTimeout(request.timer);
  cancelAnimationFrame(request.animation);
  requests.delete(component.parentElement);
}
