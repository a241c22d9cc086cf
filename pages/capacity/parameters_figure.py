"""A measure of the seeds of each network over its number of parameters."""

from collections.abc import Mapping

import numpy as np

from core.arrays import Floats
from core.laboratory.capacity import DEPTHS, MEASURES, Cell, Outcome, measured
from pages.capacity.capacity_figure import MARK_COLOUR
from web.charts.axes import band
from web.charts.style import CLASS_COLOURS, VALIDATION_COLOUR, Figure, Style

TICKS = [3, 5, 10, 20, 50, 100, 200, 500]
RANGE = [0.4, 2.85]
"""Ends of the axis, as powers of ten: all networks of the map, 3 to 609 parameters."""

COLOURS = ("#888888", CLASS_COLOURS[1], CLASS_COLOURS[0], VALIDATION_COLOUR)
SYMBOLS = ("diamond", "circle", "square", "triangle-up")
"""Colour and mark of each depth: together they tell lines apart that lie on each other."""

NAMES = ("0 hidden layers", "1", "2", "3")
"""Names in the legend, by depth."""


def draw_parameters(
    found: Mapping[Cell, Outcome], measure: str, shown: Cell, style: Style
) -> Figure:
    """A measure over the number of parameters, a line a depth, with bounds as a band.

    Networks of which half the seeds diverged have no place; `shown` has a ring.
    """
    curves = [_curve(found, measure, depth) for depth in DEPTHS]
    bands = [
        band(sizes, low, high, colour)
        for (sizes, low, _, high), colour in zip(curves, COLOURS, strict=True)
    ]
    lines = [
        _line(depth, sizes, values, style)
        for depth, (sizes, _, values, _) in zip(DEPTHS, curves, strict=True)
    ]
    ring = [measured(found[shown], measure)[1]] if shown in found else []
    return {
        "data": [*bands, *lines, _ring([shown.n_parameters] * len(ring), ring, style)],
        "layout": style.layout(
            note=MEASURES[measure].bounds,
            xaxis={
                **style.title("parameters"),
                "type": "log",
                "range": RANGE,
                "tickvals": TICKS,
            },
            yaxis={
                **style.title("of seeds" if measure == "solved" else "accuracy", in_caption=True),
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


def _line(depth: int, sizes: Floats, values: Floats, style: Style) -> Figure:
    colour = COLOURS[depth]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": NAMES[depth],
        "x": sizes,
        "y": values,
        "line": {"color": colour, "width": style.line_width},
        "marker": {"color": colour, "size": style.marker_size, "symbol": SYMBOLS[depth]},
        "hovertemplate": f"hidden layers: {depth}<br>%{{x}} parameters: %{{y:.1%}}<extra></extra>",
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
