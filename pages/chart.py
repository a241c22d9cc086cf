"""A figure that stands on a page, and changes in place."""

import streamlit as st

from pages.live.assets import loader
from pages.live.packing import pack
from pages.panels.style import Figure

_component = st.components.v2.component(
    "trainscope_chart",
    html='<div class="trainscope-chart"></div>\n',
    js=loader("chart.js"),
    # plotly.js puts its style sheet into the document, where a shadow root would not see it.
    isolate_styles=False,
)


def chart(
    key: str,
    figure: Figure,
    label: str,
    describe: str,
    height: int = 400,
    play: str | None = None,
    last: int = 0,
) -> None:
    """Draw a figure; unlike `st.plotly_chart` it keeps its node and its zoom when its data change.

    `label` stands above it, with the names of its traces; `describe` is what a screen reader says.
    `height` is in pixels, of the plot alone. Where `play` names what is counted ("step"), traces
    with `"meta": {"grows": True}` are drawn up to a number from 0 to `last`, which a button and a
    slider below move; of one with `{"grows": "head"}` only the newest point is seen.
    """
    header = {
        "label": label,
        "describe": describe,
        "height": height,
        "projector": bool(st.session_state.get("projector")),
        "play": {"label": play, "last": last} if play else None,
    }
    _component(key=key, data=pack([{"chart": figure}], header))
