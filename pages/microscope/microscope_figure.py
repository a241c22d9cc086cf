"""The strongest paths from one weight to the loss, drawn into the network."""

from collections.abc import Sequence

from core.mechanics.member_snapshot import Weight
from core.mechanics.microscope import Path
from web.charts.style import CLASS_COLOURS, Figure, Style
from web.charts.text import format_number

NEGATIVE, POSITIVE = CLASS_COLOURS
"""As in the drawing of the network: orange is negative, blue positive."""

HEIGHT = 230
"""Height in pixels; the axis takes _AXIS lines of type."""

_AXIS = 3
_NAMED_SIZE = 1.7
"""Diameter of a circle that holds a number, in sizes of the type."""


def draw_microscope(
    units: Sequence[Sequence[str]],
    labels: Sequence[str],
    weight: Weight,
    paths: Sequence[Path],
    style: Style,
) -> Figure:
    """Columns of units from the inputs to the output, with the names of both, and paths.

    A path is as wide as its product is large, against the strongest.
    """
    heights = [_heights(len(column)) for column in units]
    tallest = max(map(len, units))
    return {
        "data": [
            *_lines(heights, weight, paths, style),
            _chosen(heights, weight, style),
            _units(units, labels, heights, style),
        ],
        "layout": style.layout(
            xaxis={
                "range": [-0.4, len(units) - 0.6],
                "tickvals": list(range(len(units))),
                "ticktext": _ticks(labels),
                "showgrid": False,
            },
            yaxis={"visible": False, "range": [-tallest / 2 - 0.3, tallest / 2 + 0.3]},
            margin={"l": 8, "r": 8},
        ),
    }


def _heights(size: int) -> list[float]:
    """Heights of the units of a column, the first on top."""
    return [(size - 1) / 2 - unit for unit in range(size)]


def _units(
    units: Sequence[Sequence[str]],
    labels: Sequence[str],
    heights: list[list[float]],
    style: Style,
) -> Figure:
    """Circles with the numbers of the units in them, and the names of the inputs beside theirs.

    Where the tallest column leaves no room for text the circles are small, and their names are
    shown where the mouse points at them. The output has its name on the axis.
    """
    tallest, last = max(map(len, units)), len(units) - 1
    size = _NAMED_SIZE * style.font_size
    named = tallest * size <= HEIGHT - _AXIS * style.font_size
    places = [(column, name) for column, names in enumerate(units) for name in names]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "showlegend": False,
        "x": [column for column, _ in places],
        "y": [height for column in heights for height in column],
        "text": [name if named and column < last else "" for column, name in places],
        "textposition": ["middle center" if column else "middle left" for column, _ in places],
        "customdata": [f"{labels[column]}, {name}" for column, name in places],
        "marker": {
            "size": size if named else max(4.0, min(1.6 * style.marker_size, HEIGHT / tallest)),
            "color": style.paper,
            "line": {"color": style.ink, "width": style.line_width / 2},
        },
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _ticks(labels: Sequence[str]) -> list[str]:
    """All labels; where there are many, only the numbers of the hidden layers between the ends."""
    if len(labels) <= 6:
        return list(labels)
    return [labels[0], *(label.removeprefix("hidden ") for label in labels[1:-1]), labels[-1]]


def _lines(
    heights: list[list[float]], weight: Weight, paths: Sequence[Path], style: Style
) -> list[Figure]:
    """A line for each path, the strongest on top; the first of each sign is in the legend."""
    strongest = max((abs(path.product) for path in paths), default=1.0)
    names = {True: "adds", False: "takes away"}
    lines = []
    for path in paths:
        units = (weight.source, weight.unit, *path.units)
        positive = path.product > 0
        lines.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": names.pop(positive, ""),
                "x": list(range(weight.layer, weight.layer + len(units))),
                "y": [heights[weight.layer + i][unit] for i, unit in enumerate(units)],
                "line": {
                    "color": POSITIVE if positive else NEGATIVE,
                    "width": style.line_width * (0.5 + 3.5 * abs(path.product) / strongest),
                },
                "hovertemplate": f"{format_number(path.product)}, "
                f"{path.share:.1%} of all<extra></extra>",
            }
        )
    return lines[::-1]


def _chosen(heights: list[list[float]], weight: Weight, style: Style) -> Figure:
    """The weight itself: a line in the colour with the most contrast."""
    ends = [heights[weight.layer][weight.source], heights[weight.layer + 1][weight.unit]]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "the weight",
        "x": [weight.layer, weight.layer + 1],
        "y": ends,
        "line": {"color": style.ink, "width": 1.5 * style.line_width, "dash": "dot"},
        "hoverinfo": "skip",
    }
