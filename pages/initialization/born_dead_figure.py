"""The share of ReLU networks that are born dead, over their depth."""

import numpy as np

from core.mechanics.born_dead import Share
from web.charts.style import Figure, Style, faded

MARKS = {"one input": "circle", "inputs across ±√3": "diamond"}
"""Inputs → the mark of what was measured with them."""


def draw_born_dead(
    formulas: dict[int, list[float]], measured: dict[int, dict[str, list[Share]]], style: Style
) -> Figure:
    """P(dead) over the number of hidden layers, a colour for each width.

    Lines are the formula for one input. Marks are the measured shares of drawn networks, with
    Wilson's 95 % interval.
    """
    colours = style.layer_colours(len(formulas))
    traces = []
    for colour, (width, formula) in zip(colours, formulas.items(), strict=True):
        traces.append(_formula(width, formula, colour, style))
        for inputs, shares in measured[width].items():
            traces.append(_shares(width, inputs, shares, colour, style))
    layers = max(len(formula) for formula in formulas.values())
    return {
        "data": [*traces, *_key(style)],
        "layout": style.layout(
            xaxis={**style.title("hidden layers"), "range": [0.5, layers + 0.5]},
            yaxis={**style.title("P(dead)"), "range": [-0.02, 1.02]},
        ),
    }


def _formula(width: int, formula: list[float], colour: str, style: Style) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"width {width}",
        "x": np.arange(1, len(formula) + 1),
        "y": np.array(formula),
        "line": {"color": colour, "width": style.line_width},
        "hovertemplate": f"width {width}, %{{x}} layers: %{{y:.4f}}<extra>formula</extra>",
    }


def _shares(width: int, inputs: str, shares: list[Share], colour: str, style: Style) -> Figure:
    share = np.array([one.share for one in shares])
    low, high = np.array([one.interval for one in shares]).T
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"width {width}, {inputs}",
        "showlegend": False,
        "x": np.arange(1, len(shares) + 1),
        "y": share,
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": high - share,
            "arrayminus": share - low,
            "color": faded(colour, 0.6),
            "thickness": style.line_width / 2,
            "width": style.line_width,
        },
        "marker": {
            "symbol": MARKS[inputs],
            "size": 0.75 * style.marker_size,
            "color": colour if inputs == "one input" else style.paper,
            "line": {"color": colour, "width": 0.75 * style.line_width},
        },
        "hovertemplate": f"width {width}, %{{x}} layers: %{{y:.4f}}<extra>{inputs}</extra>",
    }


def _key(style: Style) -> list[Figure]:
    """Entries of the legend for lines and marks."""
    entries: list[Figure] = [
        {"name": "formula", "line": {"color": style.ink, "width": style.line_width}}
    ]
    for inputs, symbol in MARKS.items():
        marker = {"symbol": symbol, "color": style.ink}
        entries.append({"name": f"measured, {inputs}", "mode": "markers", "marker": marker})
    common = {"type": "scatter", "mode": "lines", "visible": "legendonly"}
    return [{**common, **entry} for entry in entries]
