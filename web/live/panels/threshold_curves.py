"""Curves over all thresholds, for both sets and all members: what the panels of them share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Floats
from core.metrics import threshold_curves
from web.charts.axes import GUIDE_DASH, band
from web.charts.style import TRAIN_COLOUR, VALIDATION_COLOUR, Figure, faded
from web.live.panels.context import PanelContext
from web.live.panels.curves import MOST_LINE_POINTS

_SETS = {"training": (TRAIN_COLOUR, "solid"), "validation": (VALIDATION_COLOUR, "dash")}

_GRID = 65
"""Places along the x axis where the members are compared, at most."""

_AXIS = {"range": [-0.02, 1.02], "constrain": "domain"}


@dataclass(frozen=True)
class CurveKind:
    """What one panel draws of `ThresholdCurves`: `y` over `x`, with the name of the `area`.

    Between two columns of the curve it is a straight line, which ties make of a ROC curve; where it
    goes by `steps`, the later column holds, as the area under it has it.
    `chance` gives both ends of the line of a guess, from the share of class 1.
    """

    x: str
    y: str
    area: str
    area_label: str
    steps: bool
    chance: Callable[[float], tuple[float, float]]
    chance_label: str
    titles: tuple[str, str]


ROC = CurveKind(
    x="false_positive_rate",
    y="recall",
    area="area_under_roc",
    area_label="AUC",
    steps=False,
    chance=lambda share: (0.0, 1.0),  # noqa: ARG005
    chance_label="chance, AUC ½",
    titles=("false positive rate", "true positive rate"),
)
"""How much of class 1 is found, at the price of how much of class 0; a guess lies on the diagonal.
"""

PRECISION_RECALL = CurveKind(
    x="recall",
    y="precision",
    area="average_precision",
    area_label="AP",
    steps=True,
    chance=lambda share: (share, share),
    chance_label="chance: share of class 1",
    titles=("recall", "precision"),
)
"""How pure what is found is, over how much of class 1 is found; a guess is as pure as the set."""


def draw_threshold_curves(context: PanelContext, kind: CurveKind) -> Figure:
    """Curves of the shown member with its present threshold as a point, and behind it the others.

    A set where the curve is not defined, since a class has no points, has none.
    """
    style = context.style
    sets = [_SetCurves(context, kind, name) for name in _SETS]
    message = "" if any(of_set.drawn.any() for of_set in sets) else _why_empty(context)
    return {
        "data": [
            *(of_set.everyone() for of_set in sets if context.members > 1),
            *(of_set.chance() for of_set in sets),
            *(of_set.curve() for of_set in sets),
            *(of_set.threshold() for of_set in sets),
            *_key(context, kind),
        ],
        "layout": style.layout(
            xaxis={**style.title(kind.titles[0]), **_AXIS},
            yaxis={**style.title(kind.titles[1]), **_AXIS},
            **style.message(message),
        ),
    }


def _why_empty(context: PanelContext) -> str:
    """Why neither set has a curve."""
    if not all(np.isfinite(p[context.member]).all() for p, _ in context.answers.values()):
        return "no curve: the network's outputs are not all finite"
    return "no curve: it takes points of both classes"


class _SetCurves:
    """The curves of one set, all members', and the traces that show them."""

    def __init__(self, context: PanelContext, kind: CurveKind, name: str) -> None:
        self._context, self._kind, self._name = context, kind, name
        self._probabilities, self._labels = context.answers[name]
        self._curves = context.once(
            ("threshold_curves", name), lambda: threshold_curves(*context.answers[name])
        )
        self._colour, self._dash = _SETS[name]
        self._x, self._y = getattr(self._curves, kind.x), getattr(self._curves, kind.y)
        self.drawn = np.isfinite(self._x[context.member]) & np.isfinite(self._y[context.member])

    def curve(self) -> Figure:
        """The shown member's curve, with its area in its name."""
        member, style = self._context.member, self._context.style
        area = getattr(self._curves, self._kind.area)[member]
        shown = f"{area:.3f}" if np.isfinite(area) else "–"
        return {
            **self._line(self._x[member, self.drawn], self._y[member, self.drawn]),
            "name": f"{self._name}, {self._kind.area_label} {shown}",
            "customdata": np.minimum(self._curves.thresholds[member, self.drawn], 1.0),
            "line": {
                "color": self._colour,
                "width": style.line_width,
                "dash": self._dash,
                "shape": "vh" if self._kind.steps else "linear",
            },
            "hovertemplate": f"{self._hover()}<br>what has P ≥ %{{customdata:.3f}} passes"
            "<extra></extra>",
            "showlegend": True,
        }

    def threshold(self) -> Figure:
        """Where the present threshold is on the shown member's curve."""
        member, threshold = self._context.member, self._context.options.threshold
        # So many points pass, and ties pass together: that is a column of the curve.
        passed = np.count_nonzero(self._probabilities[member] > threshold)
        # Of nothing no share is of class 1: a precision–recall curve has no point there.
        defined = self.drawn[passed] and (passed > 0 or self._kind.y != "precision")
        here = slice(passed, passed + 1 if defined else passed)
        return {
            "type": "scatter",
            "mode": "markers",
            "x": self._x[member, here],
            "y": self._y[member, here],
            "marker": _mark(self._context, self._colour),
            "cliponaxis": False,
            "hovertemplate": f"{self._hover()}<extra>threshold {threshold:g}</extra>",
            "showlegend": False,
        }

    def chance(self) -> Figure:
        """What guessing gives at every threshold."""
        ends = np.array(self._kind.chance(float(np.mean(self._labels))))
        line = {"color": faded(self._colour, 0.8), "width": self._context.style.line_width / 2}
        return {
            **self._line(np.array([0.0, 1.0]), ends),
            "line": {**line, "dash": GUIDE_DASH},
            "hoverinfo": "skip",
        }

    def everyone(self) -> Figure:
        """All members, as a band from the 10% to the 90% quantile of y, or as thin lines."""
        context = self._context
        lines = context.options.spread == "lines"
        grid = np.linspace(
            0, 1, min(_GRID, MOST_LINE_POINTS // context.members) if lines else _GRID
        )
        heights = self._heights(grid)
        if lines:
            return self._thin_lines(grid, heights)
        there = heights[np.isfinite(heights).all(axis=1)]
        low, high = np.quantile(there, [0.1, 0.9], axis=0) if len(there) else (grid * np.nan,) * 2
        return band(grid, low, high, self._colour)

    def _heights(self, grid: Floats) -> Floats:
        """Height [members, grid] of each member's curve over the grid."""
        if not self._kind.steps:
            members = zip(self._x, self._y, strict=True)
            return np.array([np.interp(grid, x, y) for x, y in members])
        places = [np.searchsorted(x, grid) for x in self._x]
        last = self._x.shape[1] - 1
        heights: Floats = np.take_along_axis(self._y, np.minimum(places, last), axis=1)
        return heights

    def _thin_lines(self, grid: Floats, heights: Floats) -> Figure:
        """One trace, with a gap after each member; `meta.length` tells the browser whose it is."""
        gap = np.full((len(heights), 1), np.nan)
        x = np.tile(np.append(grid, np.nan), len(heights))
        width = self._context.style.line_width / 2
        return {
            **self._line(x, np.hstack([heights, gap]).ravel()),
            "line": {"color": faded(self._colour, 0.35), "width": width},
            "meta": {"length": np.array([len(grid) + 1])},
            "hovertemplate": f"{self._hover()}<extra>click to pick this seed</extra>",
        }

    def _line(self, x: Floats, y: Floats) -> Figure:
        return {"type": "scatter", "mode": "lines", "x": x, "y": y, "showlegend": False}

    def _hover(self) -> str:
        x, y = self._kind.titles
        return f"{self._name}<br>{x} %{{x:.3f}}<br>{y} %{{y:.3f}}"


def _mark(context: PanelContext, colour: str) -> dict[str, Any]:
    """The marker of a threshold."""
    style = context.style
    line = {"color": style.ink, "width": style.line_width / 2}
    return {"symbol": "circle", "color": colour, "size": 1.5 * style.marker_size, "line": line}


def _key(context: PanelContext, kind: CurveKind) -> list[Figure]:
    """Entries of the legend for what is drawn once a set, or of the other members."""
    style = context.style
    threshold = f"threshold {context.options.threshold:g}"
    entries: list[Figure] = [
        {"name": threshold, "mode": "markers", "marker": _mark(context, style.ink)},
        {"name": kind.chance_label, "line": {"color": style.ink, "dash": GUIDE_DASH}},
    ]
    if context.members > 1 and context.options.spread == "lines":
        entries.append({"name": "each seed", "line": {"color": faded(style.ink, 0.35)}})
    elif context.members > 1:
        square = {"symbol": "square", "color": faded(style.ink, 0.25)}
        entries.append({"name": "10–90% of seeds", "mode": "markers", "marker": square})
    common = {"type": "scatter", "mode": "lines", "visible": "legendonly"}
    return [{**common, **entry} for entry in entries]
