"""What curves on any page are drawn with: bands, guides, logarithmic axes."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from web.charts.style import Figure, faded

GUIDE_DASH = "longdash"
"""How a line is drawn that nobody measured."""


def band(steps: Floats | NDArray[np.int64], low: Floats, high: Floats, colour: str) -> Figure:
    """The area between two curves: along the upper one, and back along the lower."""
    drawn = np.isfinite(low) & np.isfinite(high)
    there = steps[drawn]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.concatenate([there, there[::-1]]),
        "y": np.concatenate([high[drawn], low[drawn][::-1]]),
        "fill": "toself",
        "fillcolor": faded(colour, 0.2),
        "line": {"width": 0, "color": colour},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def log_axis(*shown: Floats) -> dict[str, Any]:
    """A log axis for these numbers, with few ticks: where it is long, at whole decades."""
    numbers = np.concatenate([np.ravel(values) for values in shown])
    positive = numbers[(numbers > 0) & np.isfinite(numbers)]
    decades = np.log10(positive.max()) - np.log10(positive.min()) if len(positive) else 0
    if 0 < decades < 0.5:  # no number of 1, 2 and 5 may lie there
        return {"type": "log", "tickformat": ".3~g"}
    if decades <= 2:
        return {"type": "log", "dtick": "D2", "tickformat": ".3~g"}
    return {"type": "log", "dtick": math.ceil(decades / 5), "exponentformat": "power"}
