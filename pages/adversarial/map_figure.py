"""The distance of every place of the plane to the other class."""

import numpy as np

from core.arrays import Floats
from pages.adversarial.adversarial_figure import Plane, training_points
from web.charts.style import VALIDATION_COLOUR, Figure, Style
from web.charts.surface import surface_traces


def draw_margins(
    distances: Floats, plane: Plane, point: tuple[float, float], largest: float, style: Style
) -> Figure:
    """Distances [side, side] as colour from 0 to `largest`, the boundary, the points, one marked.

    What is not known, or infinite, stays empty.
    """
    axis = {"range": [-plane.half, plane.half], "constrain": "domain", "showgrid": False}
    step = 2 * plane.half / (len(distances) - 1)
    _, boundary = surface_traces(plane.surface, plane.surface, plane.half, style)
    return {
        "data": [
            {
                "type": "heatmap",
                "z": np.where(np.isfinite(distances), distances, np.nan),
                "x0": -plane.half,
                "dx": step,
                "y0": -plane.half,
                "dy": step,
                "zmin": 0,
                "zmax": largest,
                "colorscale": "Cividis",
                "colorbar": {"thickness": style.font_size, "len": 0.9, "outlinewidth": 0},
                "hovertemplate": "(%{x:.2f}, %{y:.2f})<br>distance %{z:.3f}<extra></extra>",
            },
            {**boundary, "line": {"color": VALIDATION_COLOUR, "width": style.line_width}},
            training_points(plane.x, plane.y, style),
            _marked(point, style),
        ],
        "layout": style.layout(
            xaxis={**axis, **style.title("x₀", in_caption=True)},
            yaxis={**axis, **style.title("x₁", in_caption=True), "scaleanchor": "x"},
        ),
    }


def _marked(point: tuple[float, float], style: Style) -> Figure:
    """A cross at the point, without a class."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "the point",
        "x": np.array(point[:1]),
        "y": np.array(point[1:]),
        "marker": {
            "symbol": "x-thin",
            "size": 1.8 * style.marker_size,
            "line": {"color": "#D55E00", "width": 1.5 * style.line_width},
        },
        "hoverinfo": "skip",
    }
