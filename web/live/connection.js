// Streamlit's connection to its server, seen from outside: it tells components nothing of it.

const app = () => document.querySelector("[data-testid=stApp]");

/** Whether the server is gone; Streamlit tries again by itself. */
export function isLost() {
  return app().dataset.testConnectionState !== "CONNECTED";
}

/** Call `changed` whenever the connection is lost or back; returns what ends that. */
export function watch(changed) {
  const observer = new MutationObserver(changed);
  observer.observe(app(), { attributeFilter: ["data-test-connection-state"] });
  return () => observer.disconnect();
}

let syncing = false;

/**
 * Let Streamlit take over the address that the browser shows, and draw the page, as after Back.
 *
 * It keeps an address of its own, and sends that to a server that is new. Once it is connected again
 * it draws the page only if something was under way.
 */
export function syncAddress() {
  syncing = true;
  window.dispatchEvent(new PopStateEvent("popstate"));
  syncing = false;
}

/** Call `went` where a person goes back or forward in the browser; returns what ends that. */
export function onHistory(went) {
  const listener = () => !syncing && went();
  window.addEventListener("popstate", listener);
  return () => window.removeEventListener("popstate", listener);
}
