// All that the live view touches of Streamlit's own page: Streamlit has no calls for it. What may
// change with another version of Streamlit stands here, and nowhere else.

// ---- the sidebar -----------------------------------------------------------------------------

export function sidebarIsOpen() {
  return document.querySelector(".stSidebar")?.dataset.collapsed === "false";
}

/** Show or hide the sidebar, by Streamlit's own buttons. */
export function toggleSidebar() {
  const button = sidebarIsOpen()
    ? '[data-testid="stSidebarCollapseButton"] button'
    : '[data-testid="stExpandSidebarButton"]';
  document.querySelector(button)?.click();
}

// ---- the connection to the server ------------------------------------------------------------

const app = () => document.querySelector('[data-testid="stApp"]');

/** Whether the server is gone; Streamlit tries again by itself. */
export function isDisconnected() {
  return app().dataset.testConnectionState !== "CONNECTED";
}

/** Call `changed` whenever the connection is lost or back; returns a function that stops it. */
export function onConnection(changed) {
  const observer = new MutationObserver(changed);
  observer.observe(app(), { attributeFilter: ["data-test-connection-state"] });
  return () => observer.disconnect();
}

// ---- the address -----------------------------------------------------------------------------

let syncing = false;

/**
 * Let Streamlit read the browser's address, and draw the page, as it does after Back.
 *
 * It keeps a copy of the address and sends that to a new server. Once it is connected again, it
 * draws the page only if a run of the script was under way.
 */
export function syncAddress() {
  syncing = true;
  window.dispatchEvent(new PopStateEvent("popstate"));
  syncing = false;
}

/** Call `went` when a person goes back or forward; returns a function that stops it. */
export function onHistory(went) {
  const listener = () => !syncing && went();
  window.addEventListener("popstate", listener);
  return () => window.removeEventListener("popstate", listener);
}
