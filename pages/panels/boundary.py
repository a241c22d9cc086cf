"""The decision boundary: P(class 1) over the plane, and the points."""

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.metrics import HALF
from pages.panels.moment import Moment
from pages.panels.style import CLASS_COLOURS, Figure, Style

_POINT = "(%{x:.2f}, %{y:.2f}) class %{customdata[0]:.0f}<br>P(class 1) = %{customdata[1]:.3f}"


def draw_boundary(moment: Moment) -> Figure:
    """P(class 1) as colour, the line of the threshold, points by set, class, and who is wrong."""
    style, half = moment.style, moment.half_width
    data = moment.trainer.dataset
    train = _columns(data.x_train.numpy(), data.y_train.numpy(), moment.train_probabilities)
    validation = _columns(
        data.x_validation.numpy(), data.y_validation.numpy(), moment.validation_probabilities
    )
    both = {key: np.concatenate([train[key], validation[key]]) for key in train}
    wrong = (both["p"] > moment.options.threshold) != (both["y"] > 0.5)
    axis = {"range": [-half, half], "constrain": "domain", "showgrid": False}
    # On a projector the room of the ticks is worth more to the plane, which stays the same.
    hidden = {"showticklabels": False}
    x0, x1 = (hidden if style.projector else style.title(name) for name in ("x₀", "x₁"))
    return {
        "data": [
            *_surface(moment),
            _points("training", train, "circle", _size(len(both["y"]), style), style),
            _points("validation", validation, "diamond", _size(len(both["y"]), style), style),
            *_key(style),
            {
                "type": "scatter",
                "name": "wrong",
                "mode": "markers",
                "x": both["x0"][wrong],
                "y": both["x1"][wrong],
                "marker": {
                    "symbol": "x-thin",
                    "size": 0.6 * _size(len(both["y"]), style),
                    "line": {"color": style.ink, "width": style.line_width / 2},
                },
                "hoverinfo": "skip",
            },
        ],
        "layout": style.layout(
            xaxis={**axis, **x0},
            yaxis={**axis, **x1, "scaleanchor": "x", "constraintoward": "top"},
        ),
    }


def _surface(moment: Moment) -> list[Figure]:
    """P(class 1) as colour, or the class alone, and the line where it crosses the threshold."""
    threshold = moment.options.threshold
    colour = moment.surface
    if moment.options.hard_classes:
        colour = np.where(np.isfinite(colour), colour > threshold, colour)
    return surface_traces(colour, moment.surface, moment.half_width, moment.style, threshold)


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


def _columns(x: Floats, y: Floats, p: Floats) -> dict[str, Floats]:
    return {"x0": x[:, 0], "x1": x[:, 1], "y": y, "p": p}


def _points(name: str, points: dict[str, Floats], symbol: str, size: float, style: Style) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "x": points["x0"],
        "y": points["x1"],
        "customdata": np.stack([points["y"], points["p"]], axis=1),
        "hovertemplate": f"{name} {_POINT}<extra></extra>",
        "marker": point_marker(points["y"], symbol, size, style),
    }


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


def _size(points: int, style: Style) -> float:
    """Diameter of a point in pixels: many points must leave room for the colours behind them."""
    return style.marker_size * min(1.0, (80 / points) ** 0.5)


def _key(style: Style) -> list[Figure]:
    """Entries of the legend: colour means class, shape means set."""
    entries = {
        "class 0": ("square", CLASS_COLOURS[0]),
        "1": ("square", CLASS_COLOURS[1]),
        "train": ("circle", style.ink),
        "validation": ("diamond", style.ink),
    }
    return [
        {
            "type": "scatter",
            "name": name,
            "mode": "markers",
            "visible": "legendonly",
            "marker": {"symbol": symbol, "color": colour, "size": style.marker_size},
        }
        for name, (symbol, colour) in entries.items()
    ]


def as_fraction(probabilities: Floats) -> NDArray[np.uint16]:
    """Probabilities as 16-bit fractions, half the bytes; what is not finite becomes one half."""
    finite = np.nan_to_num(probabilities, nan=0.5)
    return np.round(finite * 65535).astype(np.uint16)
