"""Cost of a Jacobian by forward and by reverse accumulation, over the number of inputs."""

import numpy as np
import pandas as pd

from pages.autograd.accumulation_chain_figure import FORWARD_COLOUR, REVERSE_COLOUR
from web.charts.axes import GUIDE_DASH
from web.charts.style import Figure, Style

_LOOK = {"forward": (FORWARD_COLOUR, "solid"), "reverse": (REVERSE_COLOUR, "dash")}


def draw_accumulation_costs(
    costs: pd.DataFrame, outputs: int, counted: pd.DataFrame, style: Style
) -> Figure:
    """Multiplications over n, both axes logarithmic; points are counts, a line is at n = m.

    `costs` and `counted` have columns inputs, forward, reverse.
    """
    curves = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": costs["inputs"].to_numpy(),
            "y": costs[way].to_numpy(dtype=np.float64),
            "line": {"color": colour, "width": style.line_width, "dash": dash},
            "hovertemplate": f"n = %{{x}}<br>%{{y:,.0f}} multiplications<extra>{way}</extra>",
        }
        for way, (colour, dash) in _LOOK.items()
        for name in [f"{way}: {'n' if way == 'forward' else 'm'} passes"]
    ]
    points = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "counted",
            "showlegend": way == "forward",
            "x": counted["inputs"].to_numpy(),
            "y": counted[way].to_numpy(dtype=np.float64),
            "marker": {
                "symbol": "circle",
                "size": style.marker_size,
                "color": style.ink,
                "line": {"color": style.ink, "width": 1},
            },
            "hovertemplate": f"n = %{{x}}<br>%{{y:,.0f}} counted<extra>{way}</extra>",
        }
        for way in _LOOK
    ]
    both = costs[["forward", "reverse"]].to_numpy()
    crossing = {
        "type": "scatter",
        "mode": "lines",
        "name": f"n = m = {outputs}",
        "x": np.array([outputs, outputs]),
        "y": np.array([both.min(), both.max()], dtype=np.float64),
        "line": {"color": style.ink, "width": style.line_width / 2, "dash": GUIDE_DASH},
        "hoverinfo": "skip",
    }
    axis = {"type": "log", "exponentformat": "power"}
    return {
        "data": [crossing, *curves, *points],
        "layout": style.layout(
            xaxis={**style.title("inputs n"), **axis, "dtick": "D2", "tickformat": "d"},
            yaxis={
                **style.title("multiplications", in_caption=True),
                **axis,
                "dtick": 1,
            },
        ),
    }
