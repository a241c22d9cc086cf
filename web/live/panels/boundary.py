"""The decision boundary: P(class 1) over the plane, and the points."""

import numpy as np

from core.arrays import Floats
from web.charts.style import CLASS_COLOURS, Figure, Style
from web.charts.surface import point_marker, point_size, surface_traces
from web.live.panels.context import PanelContext

_POINT = "(%{x:.2f}, %{y:.2f}) class %{customdata[0]:.0f}<br>P(class 1) = %{customdata[1]:.3f}"


def draw_boundary(context: PanelContext) -> Figure:
    """P(class 1) as colour, the line of the threshold, points by set, class, and who is wrong."""
    style, half = context.style, context.half_width
    data = context.trainer.dataset
    train = _columns(data.x_train.numpy(), data.y_train.numpy(), context.train_probabilities)
    validation = _columns(
        data.x_validation.numpy(), data.y_validation.numpy(), context.validation_probabilities
    )
    both = {key: np.concatenate([train[key], validation[key]]) for key in train}
    wrong = (both["p"] > context.options.threshold) != (both["y"] > 0.5)
    axis = {"range": [-half, half], "constrain": "domain", "showgrid": False}
    # On a projector the room of the ticks is worth more to the plane, which stays the same.
    hidden = {"showticklabels": False}
    x0, x1 = (hidden if style.projector else style.title(name) for name in ("x₀", "x₁"))
    return {
        "data": [
            *_surface(context),
            _points("training", train, "circle", point_size(len(both["y"]), style), style),
            _points("validation", validation, "diamond", point_size(len(both["y"]), style), style),
            *_key(style),
            {
                "type": "scatter",
                "name": "wrong",
                "mode": "markers",
                "x": both["x0"][wrong],
                "y": both["x1"][wrong],
                "marker": {
                    "symbol": "x-thin",
                    "size": 0.6 * point_size(len(both["y"]), style),
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


def _surface(context: PanelContext) -> list[Figure]:
    """P(class 1) as colour, or the class alone, and the line where it crosses the threshold."""
    threshold = context.options.threshold
    colour = context.surface
    if context.options.hard_classes:
        colour = np.where(np.isfinite(colour), colour > threshold, colour)
    return surface_traces(colour, context.surface, context.half_width, context.style, threshold)


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
