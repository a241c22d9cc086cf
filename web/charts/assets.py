"""What the browser loads of the components: scripts and style sheets, each from a file."""

import hashlib
from pathlib import Path

import plotly

ASSETS = Path(__file__).parents[1]

SCRIPTS_AND_STYLES = sorted(
    path.relative_to(ASSETS).as_posix()
    for path in ASSETS.rglob("*")
    if path.suffix in (".js", ".css")
)
"""Where each lies under `ASSETS`: it is served under the same name."""

ROUTE = "/trainscope"
"""Where dashboard.py serves these and plotly.js."""


def _digest() -> str:
    digest = hashlib.sha256(plotly.__version__.encode())
    for name in SCRIPTS_AND_STYLES:
        digest.update((ASSETS / name).read_bytes())
    return digest.hexdigest()[:12]


VERSION = _digest()
"""Part of the path of all of them, so that a browser may keep them until the next release, and so
that what a script imports by a relative URL has it too."""


def loader(script: str) -> str:
    """The script that is sent at every change: so small that it only fetches the real one.

    That one, `script`, exports render(component, address) and remove(component).
    """
    return f"""
const address = (name) => new URL(`{ROUTE}/{VERSION}/${{name}}`, window.location.origin).href;
const view = import(address("{script}"));
export default (component) => {{
  view.then((module) => module.render(component, address));
  return () => view.then((module) => module.remove(component));
}};
"""
