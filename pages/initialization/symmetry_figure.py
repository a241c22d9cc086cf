"""Weights of units over the steps, and the largest difference between two units."""

import numpy as np

from core.arrays import Floats
from web.charts.axes import log_axis
from web.charts.style import (
    CLASS_COLOURS,
    CURVATURE_COLOUR,
    TRAIN_COLOUR,
    VALIDATION_COLOUR,
    Figure,
    Style,
)

UNIT_COLOURS = (
    *(CLASS_COLOURS[1], CLASS_COLOURS[0], TRAIN_COLOUR, VALIDATION_COLOUR),
    *(CURVATURE_COLOUR, "#D55E00", "#F0E442", "#888888"),
)
"""A colour for each of up to eight units; the last are Okabe and Ito's too, and a grey."""


def draw_units(incoming: Floats, reach: tuple[float, float], style: Style) -> Figure:
    """The weights [steps + 1, units, 2] into every unit, a colour for each unit.

    Lines that lie on each other are all seen: those of the first unit are the thickest, and below
    the others. `reach` is the range of the axis.
    """
    steps, units, _ = incoming.shape
    lines = [
        _line(incoming[:, unit, source], unit, source, width, colour)
        for unit, (width, colour) in enumerate(
            zip(_widths(units, style), UNIT_COLOURS, strict=False)
        )
        for source in (0, 1)
    ]
    return {
        "data": [*lines, *_key(style)],
        "layout": style.layout(
            xaxis={**style.title("step"), "range": [0, max(steps - 1, 1)]},
            yaxis={**style.title("weight"), "range": list(reach)},
        ),
    }


def reach_of(*incoming: Floats) -> tuple[float, float]:
    """Ends of an axis that shows all weights."""
    low = min(float(weights.min()) for weights in incoming)
    high = max(float(weights.max()) for weights in incoming)
    margin = 0.06 * max(high - low, 1.0)
    return low - margin, high + margin


def draw_differences(differences: dict[str, Floats], style: Style) -> Figure:
    """Largest difference between two units over the steps, on a log axis, for every named start.

    A start whose units stay equal has no line, because a log axis has no 0: the legend says so.
    """
    traces = [
        {
            "type": "scatter",
            "mode": "lines" if np.count_nonzero(values) > 1 else "markers",
            "name": name if values.any() else f"{name}: 0 at every step",
            "x": np.flatnonzero(values > 0),
            "y": values[values > 0],
            "line": {"color": colour, "width": style.line_width},
            "marker": {"color": colour, "size": style.marker_size, "symbol": "circle"},
            "hovertemplate": f"{name}, step %{{x}}: %{{y:.3g}}<extra></extra>",
        }
        for (name, values), colour in zip(differences.items(), CLASS_COLOURS, strict=False)
    ]
    shown = np.concatenate(list(differences.values()))
    steps = max(len(values) for values in differences.values())
    return {
        "data": traces,
        "layout": style.layout(
            xaxis={**style.title("step"), "range": [0, max(steps - 1, 1)]},
            yaxis={**style.title("difference"), **log_axis(shown)},
            **style.message("" if shown.any() else "no two units differ at any step"),
        ),
    }


def _line(values: Floats, unit: int, source: int, width: float, colour: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"unit {unit + 1}",
        "showlegend": source == 0,
        "x": np.arange(len(values)),
        "y": values,
        "line": {"color": colour, "width": width, "dash": ("solid", "dot")[source]},
        "hovertemplate": f"unit {unit + 1}, weight of x{'₀₁'[source]}<br>"
        "step %{x}: %{y:.4g}<extra></extra>",
    }


def _widths(units: int, style: Style) -> list[float]:
    """From the thickest to the thinnest, so that each is seen on the ones below."""
    return [style.line_width * (0.75 + 3 * (units - 1 - i) / units) for i in range(units)]


def _key(style: Style) -> list[Figure]:
    """Entries of the legend for the dashes."""
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "visible": "legendonly",
            "name": f"weight of x{'₀₁'[source]}",
            "line": {"color": style.ink, "width": style.line_width, "dash": dash},
        }
        for source, dash in enumerate(("solid", "dot"))
    ]
