"""The browser's Back and Forward within one page: Streamlit follows them only between pages."""

import streamlit as st

from pages import address

_SCRIPT = """
export default ({ setTriggerValue }) => {
  const page = window.location.pathname;
  const follow = () => window.location.pathname === page && setTriggerValue("moved", Date.now());
  window.addEventListener("popstate", follow);
  return () => window.removeEventListener("popstate", follow);
};
"""

_component = st.components.v2.component("trainscope_history", js=_SCRIPT)


def follow_history() -> None:
    """Take over the address that the person went back to, and draw the page anew."""
    # A callback comes before the page is drawn, when its widgets may still be set.
    _component(key="history", height=0, on_moved_change=address.go_back)
