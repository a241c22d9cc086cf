"""Losses over the logit, and their gradient descents from a wrong logit."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.mechanics.loss_curves import LOGIT_LOSSES, LossCurve
from core.mechanics.stalling import Escape
from web.charts.axes import GUIDE_DASH
from web.charts.style import CLASS_COLOURS, CURVATURE_COLOUR, TRAIN_COLOUR, Figure, Style

LINES = {
    "bce": {"color": CLASS_COLOURS[1], "dash": "solid"},
    "bce_on_probability": {"color": CURVATURE_COLOUR, "dash": "dash"},
    "mse": {"color": "#D55E00", "dash": "solid"},
    "hinge": {"color": TRAIN_COLOUR, "dash": "dot"},
}
"""Colour and dash of each loss: where two curves coincide both are seen."""


def draw_loss_curves(
    curves: Mapping[str, LossCurve],
    logits: Floats,
    here: Mapping[str, LossCurve],
    logit: float,
    quantity: str,
    style: Style,
) -> Figure:
    """One quantity of every loss, "loss" or "gradient", over the logits [N]; a point at `logit`."""
    title = style.title({"loss": "L", "gradient": "dL/dz"}[quantity], in_caption=True)
    return {
        "data": [
            *(
                _line(name, logits, getattr(curve, quantity), "z = %{x:.3g}", style)
                for name, curve in curves.items()
            ),
            *(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "showlegend": False,
                    "x": np.array([logit]),
                    "y": getattr(curve, quantity),
                    "marker": {
                        "color": LINES[name]["color"],
                        "size": 1.3 * style.marker_size,
                        "line": {"color": style.ink, "width": style.line_width / 2},
                    },
                    "hovertemplate": f"{LOGIT_LOSSES[name].label}<br>%{{y:.6g}}<extra></extra>",
                }
                for name, curve in here.items()
            ),
        ],
        "layout": style.layout(
            xaxis=style.title("logit z"),
            yaxis=title,
            shapes=[_upright(logit, style)],
        ),
    }


def draw_escapes(escapes: Mapping[str, Escape], quantity: str, style: Style) -> Figure:
    """One quantity of every descent, "losses" or "probabilities", over the steps from 1 on.

    Steps are on a log axis: one loss is right after a few steps, another after thousands.
    """
    names = {"losses": "L", "probabilities": "P(true class)"}
    title = style.title(names[quantity], in_caption=True)
    steps = np.arange(len(next(iter(escapes.values())).losses))
    half = {"shapes": [_level(0.5, style)]} if quantity == "probabilities" else {}
    ends = {"range": [-0.03, 1.03]} if quantity == "probabilities" else {"rangemode": "tozero"}
    return {
        "data": [
            _line(name, steps[1:], getattr(escape, quantity)[1:], "step %{x}", style)
            for name, escape in escapes.items()
        ],
        "layout": style.layout(
            xaxis={**style.title("step"), "type": "log", "dtick": 1},
            yaxis={**title, **ends},
            **half,
        ),
    }


def _line(name: str, x: Floats | NDArray[np.int64], y: Floats, where: str, style: Style) -> Figure:
    label = LOGIT_LOSSES[name].label
    return {
        "type": "scatter",
        "mode": "lines",
        "name": label,
        "x": x,
        "y": y,
        "line": {**LINES[name], "width": style.line_width},
        "hovertemplate": f"{label}<br>{where}<br>%{{y:.6g}}<extra></extra>",
    }


def _upright(x: float, style: Style) -> dict[str, Any]:
    """A line over the whole height at x."""
    return {**_guide(style), "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"}


def _level(y: float, style: Style) -> dict[str, Any]:
    """A line over the whole width at y."""
    return {**_guide(style), "x0": 0, "x1": 1, "xref": "paper", "y0": y, "y1": y}


def _guide(style: Style) -> dict[str, Any]:
    line = {"color": style.ink, "width": style.line_width / 2, "dash": GUIDE_DASH}
    return {"type": "line", "line": line}
