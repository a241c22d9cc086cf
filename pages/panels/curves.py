"""Curves over the training steps, which several panels draw."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pages.panels.moment import Moment
from pages.panels.style import TRAIN_COLOUR, VALIDATION_COLOUR, Figure


def curve(
    moment: Moment, name: str, values: NDArray[np.floating], hover: str, line: dict[str, Any]
) -> Figure:
    """One trace of values [rows] over the recorded steps; `line` holds at least its colour."""
    style = moment.style
    return {
        "type": "scatter",
        # One point is no line, and must be seen all the same.
        "mode": "lines" if len(moment.steps()) > 1 else "markers",
        "name": name,
        "x": moment.steps(),
        "y": values,
        "line": {"width": style.line_width, **line},
        "marker": {"color": line["color"], "size": style.marker_size, "symbol": "circle"},
        "hovertemplate": f"step %{{x}}<br>{hover}<extra></extra>",
    }


def step_axis(moment: Moment) -> dict[str, Any]:
    """The x axis of everything that is drawn over the steps."""
    return {**moment.style.title("step"), "rangemode": "nonnegative"}


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
    sets = {"training": ("train", TRAIN_COLOUR, "solid")}
    sets["validation"] = ("validation", VALIDATION_COLOUR, "dash")
    return {
        "data": [
            curve(
                moment,
                name,
                smooth(moment.history(f"{prefix}_{score}"), moment.options.smoothing),
                f"{name} {score} %{{y:.4g}}",
                {"color": colour, "dash": dash},
            )
            for name, (prefix, colour, dash) in sets.items()
        ],
        "layout": moment.style.layout(xaxis=step_axis(moment), yaxis=yaxis),
    }
