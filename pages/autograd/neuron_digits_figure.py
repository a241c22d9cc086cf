"""How many digits of a finite difference match autograd, over its step h."""

import numpy as np
import pandas as pd

from core.mechanics.finite_difference import MOST_DIGITS
from web.charts.axes import GUIDE_DASH
from web.charts.style import CLASS_COLOURS, Figure, Style
from web.charts.text import format_number

_WAYS = {"central": (CLASS_COLOURS[1], "solid"), "forward": (CLASS_COLOURS[0], "dash")}


def draw_neuron_digits(digits: pd.DataFrame, name: str, step: float, style: Style) -> Figure:
    """A curve for each kind of difference over h on a log axis, and a line at the present step.

    `digits` has columns h, central_… and forward_… for the parameter's `name`.
    """
    curves = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": f"{way} difference",
            "x": digits["h"].to_numpy(),
            "y": digits[f"{way}_{name}"].to_numpy(),
            "line": {"color": colour, "width": style.line_width, "dash": dash},
            "hovertemplate": f"h = %{{x:.1e}}<br>%{{y:.1f}} digits<extra>{way}</extra>",
        }
        for way, (colour, dash) in _WAYS.items()
    ]
    present = {
        "type": "scatter",
        "mode": "lines",
        "name": f"h = {format_number(step, 2)}",
        "x": np.array([step, step]),
        "y": np.array([0, MOST_DIGITS]),
        "line": {"color": style.ink, "width": style.line_width / 2, "dash": GUIDE_DASH},
        "hoverinfo": "skip",
    }
    return {
        "data": [*curves, present],
        "layout": style.layout(
            xaxis={**style.title("step h"), "type": "log", "dtick": 2, "exponentformat": "power"},
            yaxis={
                **style.title("matching digits", in_caption=True),
                "range": [-0.4, 16.4],
                "dtick": 4,
            },
        ),
    }
