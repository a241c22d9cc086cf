"""What the seeds of each network have come to, over its number of parameters."""

from collections.abc import Mapping

import numpy as np

from core.arrays import Floats
from core.laboratory.capacity import DEPTHS, Cell, Outcome, measured
from pages.figures.capacity import MARK_COLOUR
from pages.panels.curves import band
from pages.panels.style import Figure, Style

TICKS = [3, 5, 10, 20, 50, 100, 200, 500]
RANGE = [0.4, 2.85]
"""Ends of the axis, as powers of ten: all networks of the map, 3 to 609 parameters."""

SYMBOLS = ("diamond", "circle", "square", "triangle-up")
"""The mark of each depth: colours alone do not tell four lines apart."""

NAMES = ["no hidden layer", "1 hidden layer", "2 hidden layers", "3 hidden layers"]


def draw_parameters(
    found: Mapping[Cell, Outcome], measure: str, shown: Cell, style: Style
) -> Figure:
    """A measure over the number of parameters, a line a depth, with bounds as a band.

    Networks of which half the seeds diverged have no place; `shown` has a ring.
    """
    curves = [_curve(found, measure, depth) for depth in DEPTHS]
    colours = style.layer_colours(len(DEPTHS))
    bands = [
        band(sizes, low, high, colour)
        for (sizes, low, _, high), colour in zip(curves, colours, strict=True)
    ]
    lines = [
        _line(NAMES[depth], sizes, values, depth, colours[depth], style)
        for depth, (sizes, _, values, _) in zip(DEPTHS, curves, strict=True)
    ]
    ring = [measured(found[shown], measure)[1]] if shown in found else []
    return {
        "data": [*bands, *lines, _ring([shown.n_parameters] * len(ring), ring, style)],
        "layout": style.layout(
            xaxis={
                **style.title("parameters"),
                "type": "log",
                "range": RANGE,
                "tickvals": TICKS,
            },
            yaxis={
                **style.title("share"),
                "range": [-0.03, 1.03] if measure == "solved" else [0.37, 1.03],
                "tickformat": ".0%",
            },
        ),
    }


def _curve(found: Mapping[Cell, Outcome], measure: str, depth: int) -> Floats:
    """Number of parameters, lower bound, value and upper bound [4, networks], small to large."""
    cells = sorted(
        (cell for cell in found if cell.depth == depth), key=lambda cell: cell.n_parameters
    )
    rows = [(cell.n_parameters, *measured(found[cell], measure)) for cell in cells]
    return np.array(rows, dtype=float).reshape(-1, 4).T


def _line(
    name: str, sizes: Floats, values: Floats, depth: int, colour: str, style: Style
) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": sizes,
        "y": values,
        "line": {"color": colour, "width": style.line_width},
        "marker": {"color": colour, "size": style.marker_size, "symbol": SYMBOLS[depth]},
        "hovertemplate": f"{name}, %{{x}} parameters: %{{y:.1%}}<extra></extra>",
    }


def _ring(x: list[int], y: list[float], style: Style) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "shown on the map",
        "x": np.array(x, dtype=float),
        "y": np.array(y, dtype=float),
        "marker": {
            "symbol": "circle-open",
            "size": 2 * style.marker_size,
            "color": MARK_COLOUR,
            "line": {"width": style.line_width},
        },
        "hoverinfo": "skip",
    }
