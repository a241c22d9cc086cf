"""The elements of a drawn weight, and the density that they were drawn from."""

import math

import numpy as np

from core.arrays import Floats
from web.charts.axes import GUIDE_DASH
from web.charts.style import CLASS_COLOURS, Figure, Style, faded
from web.charts.text import format_number

FEW = 100
"""Elements up to which each is drawn as a tick of its own."""


def draw_weight_sample(
    values: Floats, spread: float, promised: tuple[Floats, Floats] | None, style: Style
) -> Figure:
    """Histogram of `values` as a density, and the `promised` one: places and density.

    `spread` is the promised standard deviation. Values that are all equal are drawn as a stem.
    """
    if np.ptp(values) == 0:
        return _stem(float(values[0]), values.size, style)
    edges = _edges(values, spread)
    density, _ = np.histogram(values, edges, density=True)
    line = [] if promised is None else [_density(*promised, style)]
    return {
        "data": [_bars(edges, density), *line, *_ticks(values, style)],
        "layout": style.layout(
            xaxis=style.title("weight"),
            yaxis={**style.title("density"), "rangemode": "tozero"},
            bargap=0,
        ),
    }


def places(values: Floats, spread: float) -> Floats:
    """Places of a promised density, beyond all values and beyond 3.5 standard deviations."""
    reach = max(np.abs(values).max() * 1.05, 3.5 * spread)
    return np.linspace(-reach, reach, 801)


def _density(x: Floats, density: Floats, style: Style) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "promised density",
        "x": x,
        "y": density,
        "line": {"color": style.ink, "width": style.line_width, "dash": GUIDE_DASH},
        "hovertemplate": "weight %{x:.3g}<br>density %{y:.3g}<extra>promised</extra>",
    }


def _edges(values: Floats, spread: float) -> Floats:
    """Edges of bins up to the farther of the promised ends and of the values."""
    reach = max(np.abs(values).max(), math.sqrt(3) * spread)
    return np.linspace(-reach, reach, 1 + int(np.clip(2 * values.size ** (1 / 3), 5, 80)))


def _bars(edges: Floats, density: Floats) -> Figure:
    return {
        "type": "bar",
        "name": "drawn",
        "x": (edges[:-1] + edges[1:]) / 2,
        "y": density,
        "width": np.diff(edges),
        "marker": {"color": faded(CLASS_COLOURS[1], 0.6), "line": {"width": 0}},
        "hovertemplate": "around %{x:.3g}<br>density %{y:.3g}<extra>drawn</extra>",
    }


def _ticks(values: Floats, style: Style) -> list[Figure]:
    if values.size > FEW:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "each weight",
            "x": values,
            "y": np.zeros(values.size),
            "marker": {
                "symbol": "line-ns-open",
                "size": 2.5 * style.marker_size,
                "color": CLASS_COLOURS[0],
                "line": {"width": style.line_width, "color": CLASS_COLOURS[0]},
            },
            "hovertemplate": "%{x:.4f}<extra></extra>",
        }
    ]


def _stem(value: float, number: int, style: Style) -> Figure:
    colour = CLASS_COLOURS[1]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": f"all {number:,} weights",
                "x": [value, value],
                "y": [0, 1],
                "line": {"color": colour, "width": 2 * style.line_width},
                "marker": {"color": colour, "size": [0, 2 * style.marker_size]},
                "hovertemplate": f"all {number:,} are {format_number(value, 6)}<extra></extra>",
            }
        ],
        "layout": style.layout(
            xaxis={**style.title("weight"), "range": [value - 1, value + 1]},
            yaxis={**style.title("share of the weights"), "range": [0, 1.1]},
        ),
    }
