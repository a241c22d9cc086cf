"""The training of a network of the book: its loss, its accuracy and its decision boundary."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from core.arrays import Floats
from core.datasets import Dataset, make_dataset
from core.history import SCORES
from core.laboratory.book import EPOCHS, HALF_WIDTH, Course
from web.charts.style import CURVATURE_COLOUR, TRAIN_COLOUR, VALIDATION_COLOUR, Figure, Style
from web.charts.surface import point_marker, surface_traces

RUN_COLOURS = ("#D55E00", CURVATURE_COLOUR)
"""Colours of two runs; of Okabe and Ito's those that mean no class and no set."""

LOSS_RANGE = [0, 0.8]
"""From 0 to a little over ln 2, the loss of a network that gives one half everywhere."""

ACCURACY_RANGE = [0.3, 1.03]
"""From below 0.38, the accuracy of figure 13.3 in one of its first epochs."""

_SCORE_AXES = {"loss": "", "accuracy": "2"}
_SETS = {"train": ("training", "solid"), "validation": ("validation", "dash")}


def draw_course(
    course: Course | None, ends: tuple[float, float, float, float], style: Style
) -> Figure:
    """Loss and accuracy over the epochs, and beside them the plane; without a course its points.

    `ends` are the expected last values of the SCORES, in their order.
    """
    colours = dict(zip(_SETS, (TRAIN_COLOUR, VALIDATION_COLOUR), strict=True))
    curves = [] if course is None else _curves(course, colours, style)
    surface = None if course is None else course.surface
    return {
        "data": [
            *_ends(dict(zip(SCORES, ends, strict=True)), colours, style),
            *curves,
            *_plane(surface, "3", style),
            *_key(colours, style),
        ],
        "layout": style.layout(
            **_curve_axes([0, 0.27], [0.37, 0.64]), **_plane_axes("3", [0.7, 1])
        ),
    }


def draw_two_courses(courses: Mapping[str, Course], style: Style) -> Figure:
    """Loss and accuracy of up to two runs on the same axes, a colour a run."""
    colours = dict(zip(courses, RUN_COLOURS, strict=False))
    curves = [
        curve
        for name, course in courses.items()
        for curve in _curves(course, dict.fromkeys(_SETS, colours[name]), style, name)
    ]
    sets = [_entry(label, style.ink, dash) for label, dash in _SETS.values()]
    return {
        "data": [*curves, *(_entry(*run, "solid") for run in colours.items()), *sets],
        "layout": style.layout(**_curve_axes([0, 0.42], [0.58, 1])),
    }


def draw_two_boundaries(courses: Mapping[str, Course], style: Style) -> Figure:
    """The decision boundaries of up to two runs side by side, each under its name."""
    places = list(zip(courses.items(), ("", "2"), ([0, 0.49], [0.51, 1]), strict=False))
    axes: dict[str, Any] = {}
    for (name, _), axis, domain in places:
        axes |= _plane_axes(axis, domain, name)
    return {
        "data": [
            trace
            for (_, course), axis, _ in places
            for trace in _plane(course.surface, axis, style)
        ],
        "layout": style.layout(**axes, margin={"l": 4, "r": 4, "t": 4}),
    }


def _curves(
    course: Course, colours: Mapping[str, str], style: Style, run: str = ""
) -> list[Figure]:
    """A curve of every score, which the chart can play."""
    name = f"{run}, " if run else ""
    return [
        {
            "type": "scatter",
            # A line of one epoch would not be seen.
            "mode": "lines" if len(course) > 1 else "markers",
            "showlegend": False,
            # Playing starts before the first epoch, where there is no score.
            "x": np.arange(len(course) + 1),
            "y": np.append(np.nan, course.scores[f"{prefix}_{score}"]),
            "xaxis": f"x{axis}",
            "yaxis": f"y{axis}",
            "line": {"color": colours[prefix], "dash": dash, "width": 0.75 * style.line_width},
            "marker": {"color": colours[prefix], "size": style.marker_size, "symbol": "circle"},
            "hovertemplate": f"{name}{label}, epoch %{{x}}<br>{score} %{{y:.4f}}<extra></extra>",
            "meta": {"grows": True},
        }
        for score, axis in _SCORE_AXES.items()
        for prefix, (label, dash) in _SETS.items()
    ]


def _ends(ends: Mapping[str, float], colours: Mapping[str, str], style: Style) -> list[Figure]:
    """A mark for every curve at the last epoch."""
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "showlegend": False,
            "x": np.array([EPOCHS]),
            "y": np.array([ends[f"{prefix}_{score}"]]),
            "xaxis": f"x{axis}",
            "yaxis": f"y{axis}",
            "marker": {
                "color": colours[prefix],
                "symbol": "square",
                "size": 0.75 * style.marker_size,
            },
            "cliponaxis": False,
            "hovertemplate": f"reference, {label}<br>{score} %{{y:.4f}}<extra></extra>",
        }
        for score, axis in _SCORE_AXES.items()
        for prefix, (label, _) in _SETS.items()
    ]


def _key(colours: Mapping[str, str], style: Style) -> list[Figure]:
    """Entries of the legend: the sets, as lines, and the marks."""
    sets = [_entry(label, colours[prefix], dash) for prefix, (label, dash) in _SETS.items()]
    marker = {"symbol": "square", "color": style.ink}
    return [*sets, {**_entry("reference", style.ink, ""), "mode": "markers", "marker": marker}]


def _entry(name: str, colour: str, dash: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "visible": "legendonly",
        "name": name,
        "line": {"color": colour, "dash": dash},
    }


def _curve_axes(*domains: list[float]) -> dict[str, Any]:
    """Axes of the loss, and beside it of the accuracy, over the epochs."""
    axes: dict[str, Any] = {}
    ranges = (LOSS_RANGE, ACCURACY_RANGE)
    for (score, axis), reach, domain in zip(_SCORE_AXES.items(), ranges, domains, strict=True):
        axes[f"xaxis{axis}"] = {
            **_title("epoch"),
            "domain": domain,
            "anchor": f"y{axis}",
            "range": [0, EPOCHS],
            "nticks": 5,
            "tickangle": 0,
            "zeroline": False,
        }
        axes[f"yaxis{axis}"] = {
            **_title(score),
            "anchor": f"x{axis}",
            "range": reach,
            "nticks": 6,
            "zeroline": False,
        }
    return axes


def _title(text: str) -> dict[str, Any]:
    """Title of an axis, on a projector too: the axes of several pictures differ."""
    return {"title": {"text": text, "standoff": 5}}


def _plane_axes(axis: str, domain: list[float], name: str = "") -> dict[str, Any]:
    """Axes of a square plane without ticks."""
    common = {
        "range": [-HALF_WIDTH, HALF_WIDTH],
        "constrain": "domain",
        "showgrid": False,
        "zeroline": False,
        "showticklabels": False,
        "ticks": "",
    }
    return {
        f"xaxis{axis}": {**common, **_title(name), "domain": domain, "anchor": f"y{axis}"},
        f"yaxis{axis}": {
            **common,
            "anchor": f"x{axis}",
            "scaleanchor": f"x{axis}",
            "constraintoward": "top",
        },
    }


def _plane(surface: Floats | None, axis: str, style: Style) -> list[Figure]:
    """P(class 1) where it is known, and the points."""
    data = _data()
    traces = [] if surface is None else surface_traces(surface, surface, HALF_WIDTH, style)
    traces += [
        {
            "type": "scatter",
            "mode": "markers",
            "showlegend": False,
            "x": x[:, 0].numpy(),
            "y": x[:, 1].numpy(),
            "marker": point_marker(y.numpy(), symbol, 0.6 * style.marker_size, style),
            "customdata": y.numpy(),
            "hovertemplate": f"{name} (%{{x:.2f}}, %{{y:.2f}})<br>class %{{customdata:.0f}}"
            "<extra></extra>",
        }
        for name, symbol, x, y in (
            ("training", "circle", data.x_train, data.y_train),
            ("validation", "diamond", data.x_validation, data.y_validation),
        )
    ]
    return [{**trace, "xaxis": f"x{axis}", "yaxis": f"y{axis}"} for trace in traces]


@cache
def _data() -> Dataset:
    return make_dataset("book_xor")
