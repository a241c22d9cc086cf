"""The loss along gradient descent, and the loss at its end over the learning rate."""

import numpy as np

from core.arrays import Floats
from web.charts.axes import GUIDE_DASH, log_axis
from web.charts.style import CLASS_COLOURS, Figure, Style
from web.charts.text import format_number

LOWEST = 1e-16
"""Losses below are rounding, and are drawn here."""

HIGHEST = 1e16
"""Losses above are not drawn: the curve leaves the picture."""


def draw_descent_losses(losses: Floats, style: Style) -> Figure:
    """Loss [steps + 1] over the step, on a log axis from LOWEST to HIGHEST."""
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "showlegend": False,
                "x": np.arange(len(losses)),
                "y": _drawn(losses),
                "line": {"color": CLASS_COLOURS[0], "width": style.line_width},
                "marker": {"color": CLASS_COLOURS[0], "size": 0.6 * style.marker_size},
                "hovertemplate": "step %{x}<br>L = %{y:.4g}<extra></extra>",
            }
        ],
        "layout": style.layout(
            xaxis={**style.title("step"), "rangemode": "nonnegative"}, yaxis=_axis(losses, style)
        ),
    }


def draw_descent_rates(
    rates: Floats, losses: Floats, limit: float, present: tuple[float, float], style: Style
) -> Figure:
    """Loss [rates] after the steps over γ; lines at γ*/2 and γ*, a point at the present γ."""
    guides = {
        "γ*/2: arrives at once": (limit / 2, "dot"),
        "γ*: diverges beyond": (limit, GUIDE_DASH),
    }
    return {
        "data": [
            *(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "name": name,
                    "x": np.array([rate, rate]),
                    "y": np.clip([losses.min(), losses.max()], LOWEST, HIGHEST),
                    "line": {"color": style.ink, "width": style.line_width / 2, "dash": dash},
                    "hovertemplate": f"γ = {format_number(rate, 6)}<extra>{name}</extra>",
                }
                for name, (rate, dash) in guides.items()
            ),
            {
                "type": "scatter",
                "mode": "lines",
                "showlegend": False,
                "x": rates,
                "y": _drawn(losses),
                "line": {"color": CLASS_COLOURS[1], "width": style.line_width},
                "hovertemplate": "γ = %{x:.3g}<br>L = %{y:.4g}<extra></extra>",
            },
            {
                "type": "scatter",
                "mode": "markers",
                "name": "present γ",
                "x": np.array([present[0]]),
                "y": np.array([min(max(present[1], LOWEST), HIGHEST)]),
                "marker": {
                    "symbol": "circle",
                    "color": CLASS_COLOURS[0],
                    "size": 1.4 * style.marker_size,
                    "line": {"color": style.ink, "width": style.line_width / 2},
                },
                "hovertemplate": "γ = %{x:.4g}<br>L = %{y:.4g}<extra></extra>",
            },
        ],
        "layout": style.layout(
            xaxis={
                **style.title("learning rate γ", in_caption=True),
                "range": [0, float(rates[-1])],
            },
            yaxis=_axis(losses, style),
        ),
    }


def _drawn(losses: Floats) -> Floats:
    """Losses as they are drawn: NaN where they are too high."""
    with np.errstate(invalid="ignore"):
        return np.where(losses <= HIGHEST, np.maximum(losses, LOWEST), np.nan)


def _axis(losses: Floats, style: Style) -> Figure:
    axis = log_axis(_drawn(losses))
    if style.projector and axis["dtick"] != "D2":
        axis["dtick"] *= 2  # the picture is low, and its type large
    return {**style.title("loss L", in_caption=True), **axis}
