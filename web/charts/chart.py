"""A figure that stands on a page, and changes in place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from web.charts.assets import loader
from web.charts.packing import pack
from web.charts.style import Figure

_component = st.components.v2.component(
    "trainscope_chart",
    html='<div class="trainscope-chart"></div>\n',
    js=loader("charts/chart.js"),
    # plotly.js puts its style sheet into the document, where a shadow root would not see it.
    isolate_styles=False,
)

_FARTHEST = 1e9
"""Largest coordinate that a click can have."""


@dataclass
class ChartState:
    """What a session holds of its charts."""

    clicked: bool = False
    """Whether a click on a chart has changed something since `work` drew the page last."""


def chart_state() -> ChartState:
    """The session's ChartState, made when it is first asked for."""
    state: ChartState = st.session_state.setdefault("chart_state", ChartState())
    return state


def chart(
    key: str,
    figure: Figure,
    label: str,
    describe: str,
    height: int = 400,
    play: str | None = None,
    last: int = 0,
    on_click: Callable[[float, float], None] | None = None,
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
        "clickable": on_click is not None,
    }

    def clicked() -> None:
        place = _clicked_place(st.session_state.get(key))
        if on_click and place:
            on_click(*place)
            chart_state().clicked = True

    _component(key=key, data=pack([{"chart": figure}], header), on_clicked_change=clicked)


def _clicked_place(state: object) -> tuple[float, float] | None:
    """Coordinates that the browser sent; None for what are none: they come from outside."""
    place = state.get("clicked") if isinstance(state, Mapping) else None
    if not isinstance(place, Mapping):
        return None
    x, y = (_number(place.get(axis)) for axis in ("x", "y"))
    return None if x is None or y is None else (x, y)


def _number(value: object) -> float | None:
    """A number that a place can have, or None: not NaN, nor an integer that no float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= _FARTHEST else None
