"""What the browser loads of the components: scripts and style sheets, each from a file."""

import hashlib
from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).parent

SCRIPTS_AND_STYLES = (
    "live.js",
    "live.css",
    "chart.js",
    "chart.css",
    "connection.js",
    "pulse.js",
    "plot.js",
    "dom.js",
    "network.js",
    "network_paint.js",
    "network.css",
)

ROUTE = "/trainscope"
"""Where dashboard.py serves these and plotly.js."""


def loader(script: str) -> str:
    """The script that is sent at every change: so small that it only fetches the real one.

    That one, `script`, exports render(component, address) and remove(component).
    """
    digest = hashlib.sha256()
    for name in SCRIPTS_AND_STYLES:
        digest.update((ASSETS / name).read_bytes())
    base = st.get_option("server.baseUrlPath").strip("/")
    prefix = f"/{base}{ROUTE}" if base else ROUTE
    return f"""
const address = (name) => new URL("{prefix}/" + name, window.location.origin).href;
const view = import(address("{script}?v={digest.hexdigest()[:12]}"));
export default (component) => {{
  view.then((module) => module.render(component, address));
  return () => view.then((module) => module.remove(component));
}};
"""
