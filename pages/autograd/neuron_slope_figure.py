"""The loss of one neuron over one parameter, its tangent, and the line of a finite difference."""

import numpy as np

from core.arrays import Floats
from web.charts.style import CLASS_COLOURS, TRAIN_COLOUR, Figure, Style


def draw_neuron_slope(
    name: str,
    curve: tuple[Floats, Floats],
    at: tuple[float, float],
    slope: float,
    ends: tuple[Floats, Floats],
    style: Style,
) -> Figure:
    """Loss over a parameter; through `at` (place, loss) its tangent, through both `ends` a secant.

    `curve` and `ends` are places and their losses; the ends are at − h and at + h.
    """
    places, losses = curve
    edge = places[[0, -1]]
    rise = (ends[1][1] - ends[1][0]) / (ends[0][1] - ends[0][0]) if np.ptp(ends[0]) else 0.0
    top = max(float(losses.max()), 1e-3)
    width = style.line_width
    return {
        "data": [
            _line("loss", places, losses, {"color": style.ink, "width": width}),
            _line(
                "tangent: autograd",
                edge,
                at[1] + slope * (edge - at[0]),
                {"color": TRAIN_COLOUR, "width": 1.5 * width},
            ),
            _line(
                "secant: central difference",
                edge,
                ends[1][0] + rise * (edge - ends[0][0]),
                {"color": CLASS_COLOURS[1], "width": width, "dash": "dash"},
            ),
            {
                "type": "scatter",
                "mode": "markers",
                "name": "± h",
                "x": ends[0],
                "y": ends[1],
                "marker": {
                    "symbol": "circle",
                    "color": CLASS_COLOURS[1],
                    "size": style.marker_size,
                },
                "hovertemplate": f"{name} = %{{x:.4g}}<br>L = %{{y:.4g}}<extra></extra>",
            },
        ],
        "layout": style.layout(
            xaxis={**style.title(name, in_caption=True), "range": [float(edge[0]), float(edge[1])]},
            yaxis={**style.title("loss L", in_caption=True), "range": [-0.12 * top, 1.05 * top]},
        ),
    }


def _line(name: str, x: Floats, y: Floats, line: Figure) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": x,
        "y": y,
        "line": line,
        "hovertemplate": "%{x:.4g}, %{y:.4g}" + f"<extra>{name}</extra>",
    }
