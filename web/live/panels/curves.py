"""Curves over the training steps: of one score, or of one layer, for all members of a run."""

from typing import Any

import numpy as np
import pandas as pd

from core.arrays import Floats
from web.charts.axes import GUIDE_DASH, band
from web.charts.style import TRAIN_COLOUR, VALIDATION_COLOUR, Figure, faded
from web.charts.text import format_number
from web.live.panels.context import PanelContext

MOST_LINE_POINTS = 8000
"""Points that the thin lines of all members may have together: more cost frames and show no more.
"""


def curve(
    context: PanelContext, name: str, values: Floats, hover: str, line: dict[str, Any], **more: Any
) -> Figure:
    """One trace of values [rows] over the recorded steps; `line` holds at least its colour.

    Rows without a finite number are left out.
    """
    style, read = context.style, np.isfinite(values)
    return {
        "type": "scatter",
        # One point is no line, and must be seen all the same.
        "mode": "lines" if np.count_nonzero(read) > 1 else "markers",
        "name": name,
        "x": context.steps()[read],
        "y": values[read],
        "line": {"width": style.line_width, **line},
        "marker": {"color": line["color"], "size": style.marker_size, "symbol": "circle"},
        "hovertemplate": f"step %{{x}}<br>{hover}<extra></extra>",
        **more,
    }


def member_curves(
    context: PanelContext,
    name: str,
    column: str,
    hover: str,
    line: dict[str, Any],
    layer: int | None = None,
    log: bool = False,
    spread: bool = True,
) -> list[Figure]:
    """The traces that show one column of the history, or one layer of it, for all members.

    Of one member its curve. Of several the median in a band from the 10% to the 90% quantile, or
    all of them as thin lines; a picked member stands out. `spread` False leaves the band and the
    thin lines out. `member_key` explains these marks. On a log axis what is 0 is left out.
    """
    place = ... if layer is None else (..., layer)
    low, median, high = np.moveaxis(smoothed(context, "quantiles", column, log)[place], 1, 0)
    if context.members == 1:
        return [curve(context, name, median, f"{name} {hover}", line)]
    traces = [curve(context, name, median, f"{name}, median {hover}", line)]
    if spread and context.options.spread == "lines":
        everyone = smoothed(context, "everyone", column, log)[place]
        traces.insert(0, _thin_lines(context, everyone, line))
    elif spread:
        # A band that reaches down to 0 ends, on a log axis, where the lowest number is.
        low = np.where(np.isnan(low), _smallest(low, high), low) if log else low
        traces.insert(0, band(context.steps(), low, high, line["color"]))
    if context.picked is not None:
        seed = f"seed {context.seed}"
        own = smoothed(context, "history", column, log)[place]
        dotted = {**line, "dash": "dot"}
        traces.append(
            curve(context, seed, own, f"{name}, {seed} {hover}", dotted, showlegend=False)
        )
    return traces


def smoothed(context: PanelContext, which: str, column: str, log: bool) -> Floats:
    """The history, quantiles or everyone of a moment as they are drawn; for all layers at once."""
    return context.once(
        (which, column, log), lambda: _smoothed(context, getattr(context, which)(column), log)
    )


def _smoothed(context: PanelContext, values: Floats, log: bool) -> Floats:
    if not log:
        return smooth(values, context.options.smoothing)
    positive = np.where(values > 0, values, np.nan)
    if not context.options.smoothing:
        return positive
    return np.exp(smooth(np.log(positive), context.options.smoothing))


def member_key(context: PanelContext, spread: bool = True) -> list[Figure]:
    """Entries of the legend that explain what `member_curves` draws of several members."""
    if context.members == 1:
        return []
    colour, width = context.style.ink, context.style.line_width
    entries: list[Figure] = []
    if spread and context.options.spread == "lines":
        entries.append(
            {"name": "each seed", "line": {"color": faded(colour, 0.35), "width": width}}
        )
    elif spread:
        band = {"symbol": "square", "color": faded(colour, 0.25)}
        entries.append({"name": "10–90%", "mode": "markers", "marker": band})
    if context.picked is not None:
        entries.append({"name": f"seed {context.seed}", "line": {"color": colour, "dash": "dot"}})
    common = {"type": "scatter", "mode": "lines", "visible": "legendonly"}
    return [{**common, **entry} for entry in entries]


def _smallest(*values: Floats) -> float:
    numbers = np.concatenate(values)
    return float(np.nanmin(numbers)) if not np.isnan(numbers).all() else np.nan


def _thin_lines(context: PanelContext, values: Floats, line: dict[str, Any]) -> Figure:
    """All members' curves [rows, members] as one trace, with a gap after each.

    One trace is many times quicker than one a member. `meta.length` lets the browser find the
    member that a point belongs to.
    """
    read = ~np.isnan(values).all(axis=1)
    every = max(1, values[read].size // MOST_LINE_POINTS)
    steps, values = context.steps()[read][::every].astype(float), values[read][::every]
    gap = np.full((1, values.shape[1]), np.nan)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.tile(np.append(steps, np.nan), values.shape[1]),
        "y": np.concatenate([values, gap]).T.ravel(),
        "line": {
            **line,
            "width": context.style.line_width / 2,
            "color": faded(line["color"], 0.35),
        },
        "meta": {"length": np.array([len(steps) + 1])},
        "hovertemplate": "step %{x}<br>%{y:.4g}<extra>click to pick this seed</extra>",
        "showlegend": False,
    }


def guide(context: PanelContext, name: str, value: float) -> Figure:
    """A horizontal line at `value` over all steps: what theory says of the quantity."""
    style = context.style
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": np.array([0, max(context.trainer.step, 1)]),
        "y": np.array([value, value], dtype=float),
        "line": {"color": style.ink, "width": style.line_width / 2, "dash": GUIDE_DASH},
        "hovertemplate": f"{name} = {format_number(value)}<extra></extra>",
    }


def step_axis(context: PanelContext) -> dict[str, Any]:
    """The x axis of everything that is drawn over the steps."""
    return {**context.style.title("step"), "rangemode": "nonnegative"}


def step_span(context: PanelContext) -> Figure:
    """An unseen trace over all steps: the axis spans them also where there is no curve.

    A range of the axis itself would undo a zoom whenever it changed.
    """
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.array([0, max(context.trainer.step, 1)]),
        "y": [None, None],
        "hoverinfo": "skip",
        "showlegend": False,
    }


def smooth(values: Floats, smoothing: float) -> Floats:
    """Exponential moving average over the rows; 0 keeps the values, towards 1 is smoother.

    What is not a number stays so, and does not count.
    """
    if not smoothing or not len(values):
        return values
    columns = pd.DataFrame(values.reshape(len(values), -1))
    average = columns.ewm(alpha=1 - smoothing, adjust=False, ignore_na=True).mean().to_numpy()
    return np.where(np.isnan(values), np.nan, average.reshape(values.shape))


def draw_train_and_validation(
    context: PanelContext, score: str, title: str, scale: dict[str, Any], *guides: Figure
) -> Figure:
    """The training and the validation curves of one score over the steps, behind them guides.

    `title` and `scale` (a Plotly range) are those of the y axis.
    """
    sets = {"training": ("train", TRAIN_COLOUR, "solid")}
    sets["validation"] = ("validation", VALIDATION_COLOUR, "dash")
    curves = [
        trace
        for name, (prefix, colour, dash) in sets.items()
        for trace in member_curves(
            context,
            name,
            f"{prefix}_{score}",
            f"{score} %{{y:.4g}}",
            {"color": colour, "dash": dash},
        )
    ]
    return {
        "data": [*guides, *curves, *member_key(context)],
        "layout": context.style.layout(
            xaxis=step_axis(context), yaxis={**context.style.title(title), **scale}
        ),
    }
