"""The loss of one neuron as a surface over w and b, and the path of gradient descent on it."""

import numpy as np

from core.arrays import Floats
from web.charts.axes import GUIDE_DASH
from web.charts.style import CLASS_COLOURS, Figure, Style, faded

_FARTHEST = 100.0
"""Widths of the picture that a path may leave it by: Plotly draws longer lines wrong."""


def draw_descent(
    w: Floats, b: Floats, losses: Floats, valley: Floats, path: Floats, style: Style
) -> Figure:
    """Loss [len(b), len(w)] as colour, the valley where it is 0, and the path [steps + 1, 2].

    `valley` [len(w)] is the b of the valley at every w.
    The path grows with the step; its newest point is a trace of its own.
    """
    shown = path[: _steps_in_reach(path, w, b)]
    return {
        "data": [
            _surface(w, b, losses, style),
            _valley(w, valley, style),
            _path(shown, style),
            _newest(shown, style),
        ],
        "layout": style.layout(xaxis=_axis("w", w, style), yaxis=_axis("b", b, style)),
    }


def _axis(name: str, places: Floats, style: Style) -> Figure:
    ends = [float(places[0]), float(places[-1])]
    return {**style.title(name, in_caption=True), "range": ends, "showgrid": False}


def _valley(w: Floats, valley: Floats, style: Style) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "valley, L = 0",
        "x": w,
        "y": valley,
        "line": {"color": style.ink, "width": style.line_width, "dash": GUIDE_DASH},
        "hoverinfo": "skip",
    }


def _path(path: Floats, style: Style) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "path",
        "x": path[:, 0],
        "y": path[:, 1],
        "line": {"color": CLASS_COLOURS[0], "width": style.line_width},
        "marker": {"color": CLASS_COLOURS[0], "size": 0.8 * style.marker_size},
        "meta": {"grows": True},
        "hovertemplate": "w = %{x:.5g}<br>b = %{y:.5g}<extra>step %{pointNumber}</extra>",
    }


def _newest(path: Floats, style: Style) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "x": path[:, 0],
        "y": path[:, 1],
        "marker": {
            "symbol": "circle",
            "color": CLASS_COLOURS[0],
            "size": 1.6 * style.marker_size,
            "line": {"color": style.ink, "width": style.line_width},
        },
        "meta": {"grows": "head"},
        "hoverinfo": "skip",
    }


def _surface(w: Floats, b: Floats, losses: Floats, style: Style) -> Figure:
    """Contours at equal steps of |y − z| = √L: contours of L would leave the valley empty."""
    return {
        "type": "contour",
        "x": w,
        "y": b,
        "z": np.sqrt(losses),
        "customdata": losses,
        "colorscale": [[0, style.paper], [1, CLASS_COLOURS[1]]],
        "showscale": False,
        "ncontours": 14,
        "contours": {"coloring": "heatmap"},
        "line": {"color": faded(style.ink, 0.25), "width": 1},
        "hovertemplate": "w = %{x:.3g}, b = %{y:.3g}<br>L = %{customdata:.4g}<extra></extra>",
        "showlegend": False,
    }


def _steps_in_reach(path: Floats, w: Floats, b: Floats) -> int:
    """Number of points of the path before it is too far from the picture to be drawn."""
    middle = np.array([w.mean(), b.mean()])
    reach = _FARTHEST * max(np.ptp(w), np.ptp(b))
    far = np.abs(path - middle).max(axis=1) > reach
    return int(far.argmax()) if far.any() else len(path)
