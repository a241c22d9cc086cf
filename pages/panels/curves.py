"""Curves over the training steps, which several panels draw."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pages.panels.moment import Moment
from pages.panels.style import TRAIN_COLOUR, VALIDATION_COLOUR, Figure


def line_mode(moment: Moment) -> str:
    """How Plotly draws a curve: one point is no line, and must be seen all the same."""
    return "lines" if len(moment.steps()) > 1 else "markers"


def smooth_geometrically(values: NDArray[np.floating], smoothing: float) -> NDArray[np.floating]:
    """Smooth what is read on a log axis: the moving average of the logarithms; 0 stays 0."""
    if not smoothing:
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.exp(smooth(np.log(values), smoothing))


def smooth(values: NDArray[np.floating], smoothing: float) -> NDArray[np.floating]:
    """Exponential moving average over the rows; 0 keeps the values, towards 1 is smoother."""
    if not smoothing or not len(values):
        return values
    smoothed, level = np.empty_like(values), values[0]
    for i, value in enumerate(values):
        level = smoothing * level + (1 - smoothing) * value
        smoothed[i] = level
    return smoothed


def draw_train_and_validation(moment: Moment, score: str, yaxis: dict[str, Any]) -> Figure:
    """One curve of train_`score` and one of validation_`score` over the steps."""
    style = moment.style
    sets = {"training": ("train", TRAIN_COLOUR, "solid")}
    sets["validation"] = ("validation", VALIDATION_COLOUR, "dash")
    return {
        "data": [
            {
                "type": "scatter",
                "mode": line_mode(moment),
                "name": name,
                "x": moment.steps(),
                "y": smooth(moment.history(f"{prefix}_{score}"), moment.options.smoothing),
                "line": {"color": colour, "width": style.line_width, "dash": dash},
                "marker": {"color": colour, "size": style.marker_size, "symbol": "circle"},
                "hovertemplate": f"step %{{x}}<br>{name} {score} %{{y:.4g}}<extra></extra>",
            }
            for name, (prefix, colour, dash) in sets.items()
        ],
        "layout": style.layout(
            xaxis={**style.title("step"), "rangemode": "nonnegative"}, yaxis=yaxis
        ),
    }
