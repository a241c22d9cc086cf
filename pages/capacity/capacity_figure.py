"""The map of networks: a measure of the seeds of each, over depth and width."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.laboratory.capacity import DEPTHS, WIDTHS, Cell, Outcome, measured
from web.charts.style import Figure, Style, faded

COIN = 0.5
"""Accuracy of the lowest colour: that of a coin toss."""

MIDDLE = (WIDTHS[0] + WIDTHS[-1]) / 2
"""Where the one network without hidden layers has its number."""

MARK_COLOUR = "#D55E00"
"""Okabe and Ito's vermilion: seen on black, on white and on every colour of the map."""

NO_LAYER = " · one network, a straight line"
"""Text after the number of the network without hidden layers, in its row."""


def draw_map(
    found: Mapping[Cell, Outcome],
    measure: str,
    sentences: Mapping[Cell, str],
    shown: Cell,
    style: Style,
) -> Figure:
    """A measure of every network that is known, in percent, as colour and number.

    `sentences` are shown where the mouse points at a network. The one network without hidden layers
    fills its row, because a width has no effect there.
    """
    values = _on_the_map({cell: measured(found[cell], measure)[1] for cell in found}, np.nan)
    hover = _on_the_map({cell: sentences[cell] for cell in found}, "not trained yet")
    return {
        "data": [
            _values(values, hover, measure),
            _numbers(values, measure, style),
            _grid(style),
            _diverged(found, style),
            _frame(shown, style),
        ],
        "layout": style.layout(
            margin={"b": style.font_size // 2},
            xaxis={
                **style.title("units in every hidden layer"),
                "range": [WIDTHS[0] - 0.5, WIDTHS[-1] + 0.5],
                "tickvals": list(WIDTHS),
                "showgrid": False,
                "side": "top",
                "fixedrange": True,
            },
            yaxis={
                **style.title("hidden layers"),
                "range": [DEPTHS[0] - 0.5, DEPTHS[-1] + 0.5],
                "tickvals": list(DEPTHS),
                "showgrid": False,
                "fixedrange": True,
            },
        ),
    }


def _lowest(measure: str) -> float:
    """The value that has the lowest colour."""
    return 0.0 if measure == "solved" else COIN


def _on_the_map(values: Mapping[Cell, Any], nothing: Any) -> list[list[Any]]:
    """Values [depths, widths]; that of the network without hidden layers fills its row."""
    places = [[nothing] * len(WIDTHS) for _ in DEPTHS]
    for cell, value in values.items():
        columns = [WIDTHS.index(cell.width)] if cell.depth else range(len(WIDTHS))
        for column in columns:
            places[DEPTHS.index(cell.depth)][column] = value
    return places


def _values(values: list[list[float]], hover: list[list[str]], measure: str) -> Figure:
    return {
        "type": "heatmap",
        "z": np.array(values, dtype=float),
        "x0": WIDTHS[0],
        "dx": 1,
        "y0": DEPTHS[0],
        "dy": 1,
        "zmin": _lowest(measure),
        "zmax": 1,
        "colorscale": "Cividis",
        "showscale": False,
        "customdata": hover,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _numbers(values: list[list[float]], measure: str, style: Style) -> Figure:
    """The numbers in the cells: whole percents, and 100 only where it is exactly all."""
    middle = (_lowest(measure) + 1) / 2
    places = [
        (MIDDLE if depth == 0 else width, depth, value)
        for depth, row in zip(DEPTHS, values, strict=True)
        for width, value in zip(WIDTHS, row, strict=True)
        if np.isfinite(value) and (depth or width == WIDTHS[0])
    ]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _, _ in places],
        "y": [y for _, y, _ in places],
        "text": [_whole_percent(value) + ("" if y else NO_LAYER) for _, y, value in places],
        "textfont": {
            "color": ["#000000" if value > middle else "#FFFFFF" for *_, value in places],
            "size": style.font_size,
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _whole_percent(value: float) -> str:
    return "100" if value == 1 else str(min(int(100 * value + 0.5), 99))


def _grid(style: Style) -> Figure:
    """Lines between the cells, so that cells without a number are seen too."""
    left, right, top = WIDTHS[0] - 0.5, WIDTHS[-1] + 0.5, DEPTHS[-1] + 0.5
    heights = np.arange(DEPTHS[0] - 0.5, top + 1)
    across = [[left, height, right, height, np.nan, np.nan] for height in heights]
    up = [[width - 0.5, 0.5, width - 0.5, top, np.nan, np.nan] for width in WIDTHS]
    ends = [[edge, heights[0], edge, top, np.nan, np.nan] for edge in (left, right)]
    lines = np.array([*across, *up, *ends]).reshape(-1, 2)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": lines[:, 0],
        "y": lines[:, 1],
        "line": {"color": faded(style.ink, 0.35), "width": 1},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _diverged(found: Mapping[Cell, Outcome], style: Style) -> Figure:
    """A cross for every network of which half of the seeds diverged."""
    cells = [cell for cell, outcome in found.items() if outcome.has_diverged]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "diverged",
        "showlegend": bool(cells),
        "x": np.array([cell.width if cell.depth else MIDDLE for cell in cells], dtype=float),
        "y": np.array([cell.depth for cell in cells], dtype=float),
        "marker": {
            "symbol": "x-thin",
            "size": 1.2 * style.marker_size,
            "color": MARK_COLOUR,
            "line": {"color": MARK_COLOUR, "width": style.line_width},
        },
        "hoverinfo": "skip",
    }


def _frame(shown: Cell, style: Style) -> Figure:
    """A frame around the network whose boundaries are shown."""
    first, last = (shown.width, shown.width) if shown.depth else (WIDTHS[0], WIDTHS[-1])
    left, right, low, high = first - 0.5, last + 0.5, shown.depth - 0.5, shown.depth + 0.5
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "shown below",
        "x": np.array([left, right, right, left, left]),
        "y": np.array([low, low, high, high, low]),
        "line": {"color": MARK_COLOUR, "width": 1.5 * style.line_width},
        "hoverinfo": "skip",
    }
