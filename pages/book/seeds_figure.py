"""A hundred seeds in the order of their losses, with single runs marked among them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.laboratory.book import Course
from core.laboratory.book_seeds import Seeds
from core.success import SOLVED_ACCURACY, is_solved
from pages.book.book_figure import ACCURACY_RANGE, LOSS_RANGE, RUN_COLOURS
from web.charts.axes import GUIDE_DASH
from web.charts.style import TRAIN_COLOUR, Figure, Style
from web.charts.tiles import draw_tiles


def draw_ranks(seeds: Seeds, runs: Mapping[str, Course], style: Style) -> Figure:
    """Validation loss and accuracy of every seed, over how many seeds have a lower loss.

    The `runs` are marked at their ranks.
    """
    marks = [
        mark
        for (name, course), colour in zip(runs.items(), RUN_COLOURS, strict=False)
        for mark in _marks(name, course, seeds, colour, style)
    ]
    ranks = {"range": [-2, len(seeds.seeds) + 1], "zeroline": False, "nticks": 6}
    title = {"title": {"text": "seeds with a lower loss", "standoff": 5}}
    return {
        "data": [*_dots(seeds, style), *marks],
        "layout": style.layout(
            xaxis={**title, **ranks, "domain": [0, 0.43]},
            yaxis=_axis("validation loss", LOSS_RANGE),
            xaxis2={**title, **ranks, "domain": [0.57, 1], "anchor": "y2"},
            yaxis2={**_axis("validation accuracy", ACCURACY_RANGE), "anchor": "x2"},
        ),
    }


def draw_wall(seeds: Seeds, style: Style) -> Figure:
    """The decision boundary of every seed, the lowest loss first."""
    return draw_tiles(seeds.tiles / 255, seeds.seeds, is_solved(seeds.accuracies), style)


def _axis(text: str, reach: list[float]) -> dict[str, Any]:
    title = {"title": {"text": text, "standoff": 5}}
    return {**title, "range": reach, "nticks": 6, "zeroline": False}


def _dots(seeds: Seeds, style: Style) -> list[Figure]:
    """A dot for each seed in both pictures, green where the seed has solved the problem."""
    solved = is_solved(seeds.accuracies)
    ranks = np.arange(len(seeds.seeds))
    common: dict[str, Any] = {"type": "scatter", "mode": "markers"}
    groups = (
        (f"{SOLVED_ACCURACY:.0%} right", solved, {"color": TRAIN_COLOUR, "symbol": "circle"}),
        ("less", ~solved, {"color": "#888888", "symbol": "circle"}),
    )
    return [
        {
            **common,
            "name": name,
            "showlegend": axis == "",
            "x": ranks[chosen],
            "y": values[chosen],
            "xaxis": f"x{axis}",
            "yaxis": f"y{axis}",
            "customdata": seeds.seeds[chosen],
            "marker": {**marker, "size": 0.7 * style.marker_size},
            "hovertemplate": f"seed %{{customdata}}<br>{score} %{{y:.4g}}<extra></extra>",
        }
        for axis, score, values in (("", "loss", seeds.losses), ("2", "accuracy", seeds.accuracies))
        for name, chosen, marker in groups
    ]


def _marks(name: str, course: Course, seeds: Seeds, colour: str, style: Style) -> list[Figure]:
    """A run at its rank among the seeds, and a line across the picture at its height."""
    last = course.last()
    place = seeds.better(last["validation_loss"]) - 0.5
    marks = []
    for axis, score in (("", "loss"), ("2", "accuracy")):
        height = last[f"validation_{score}"]
        axes = {"type": "scatter", "xaxis": f"x{axis}", "yaxis": f"y{axis}"}
        hover = f"figure {name}<br>{score} {height:.4g}<extra></extra>"
        marks += [
            {
                **axes,
                "mode": "lines",
                "showlegend": False,
                "x": np.array([-2.0, len(seeds.seeds) + 1.0]),
                "y": np.array([height, height]),
                "line": {"color": colour, "width": style.line_width / 2, "dash": GUIDE_DASH},
                "hoverinfo": "skip",
            },
            {
                **axes,
                "mode": "markers",
                "name": f"figure {name}",
                "showlegend": axis == "",
                "x": np.array([place]),
                "y": np.array([height]),
                "marker": {
                    "color": colour,
                    "symbol": "diamond",
                    "size": 1.6 * style.marker_size,
                    "line": {"color": style.ink, "width": style.line_width / 2},
                },
                "hovertemplate": hover,
            },
        ]
    return marks
