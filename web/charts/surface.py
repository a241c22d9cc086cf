"""A function over the plane as colour, and points on it."""

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.metrics import HALF
from web.charts.style import CLASS_COLOURS, Figure, Style


def surface_traces(
    colour: Floats, surface: Floats, half: float, style: Style, threshold: float = HALF
) -> list[Figure]:
    """`colour`, and the line where `surface` crosses the threshold, over the plane.

    Both are [side, side], row after row from x₁ = −half to half.
    """
    step = 2 * half / (len(surface) - 1)
    plane = {"x0": -half, "dx": step, "y0": -half, "dy": step, "showscale": False}
    return [
        {
            "type": "heatmap",
            "z": as_fraction(colour),
            **plane,
            "zmin": 0,
            "zmax": 1,
            "zsmooth": "fast",
            "colorscale": style.probability_scale,
            "opacity": 0.65,
            "hovertemplate": "(%{x:.2f}, %{y:.2f})<br>P(class 1) = %{z:.3f}<extra></extra>",
        },
        {
            "type": "contour",
            "z": as_fraction(surface),
            **plane,
            "contours": {"start": threshold, "end": threshold, "size": 1, "coloring": "none"},
            "line": {"color": style.ink, "width": style.line_width},
            "showlegend": False,
            "hoverinfo": "skip",
        },
    ]


def point_marker(labels: Floats, symbol: str, size: float, style: Style) -> Figure:
    """How points with these labels [N] look: their class as colour."""
    return {
        "symbol": symbol,
        "size": size,
        "color": labels,
        "cmin": 0,
        "cmax": 1,
        "colorscale": [[0, CLASS_COLOURS[0]], [1, CLASS_COLOURS[1]]],
        "line": {"color": style.ink, "width": style.line_width / 4},
    }


def point_size(points: int, style: Style) -> float:
    """Diameter of a point in pixels: many points must leave room for the colours behind them."""
    return style.marker_size * min(1.0, (80 / points) ** 0.5)


def as_fraction(probabilities: Floats) -> NDArray[np.uint16]:
    """Probabilities as 16-bit fractions, half the bytes; what is not finite becomes one half."""
    finite = np.nan_to_num(probabilities, nan=0.5)
    return np.round(finite * 65535).astype(np.uint16)
