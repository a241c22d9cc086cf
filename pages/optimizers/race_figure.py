"""Optimizers racing: their paths over the surface, and beside it their losses."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import torch

from core.arrays import Floats
from core.mechanics.race import Racer
from core.mechanics.surfaces import WINDOW, Surface
from core.optimizers import OPTIMIZERS
from web.charts.axes import GUIDE_DASH
from web.charts.style import (
    CLASS_COLOURS,
    CURVATURE_COLOUR,
    TRAIN_COLOUR,
    VALIDATION_COLOUR,
    Figure,
    Style,
    faded,
)
from web.charts.text import format_number

COLOURS = (
    CLASS_COLOURS[1],
    CLASS_COLOURS[0],
    TRAIN_COLOUR,
    "#D55E00",
    VALIDATION_COLOUR,
    CURVATURE_COLOUR,
)
"""Colours of the racers: those of Okabe and Ito that are seen on black and on white."""

GRID = 61
"""Rows and columns of the surface's picture."""

FLOOR = 0.02
"""Share of the plane that gets the lowest colour: the floor of the valley."""

LEVELS = 14
"""Lines of equal loss."""


def colours_of(optimizers: Iterable[str]) -> dict[str, str]:
    """A colour for each of up to six optimizers; most keep theirs when others are added."""
    free, colours = list(COLOURS), {}
    for name in sorted(optimizers, key=list(OPTIMIZERS).index):
        wanted = COLOURS[list(OPTIMIZERS).index(name) % len(COLOURS)]
        colours[name] = free.pop(free.index(wanted) if wanted in free else 0)
    return colours


def draw_race(surface: Surface, racers: Mapping[str, Racer], target: float, style: Style) -> Figure:
    """Paths on the surface on the left, losses over the steps on the right; both grow by steps."""
    colours = colours_of(racers)
    window = {"range": [-WINDOW, WINDOW], "constrain": "domain", "showgrid": False}
    u, v = surface.parameters
    steps = max(2, *(len(racer.losses) for racer in racers.values()))
    top = max(float(racer.losses[0]) for racer in racers.values())
    lowest, highest = math.log10(target) - 2, math.log10(max(top, target)) + 1
    return {
        "data": [
            *_plane(surface, style),
            _start(racers, style),
            *(_path(name, racer, colours[name], style) for name, racer in racers.items()),
            *(_losses(name, racer, colours[name], style) for name, racer in racers.items()),
            *(
                head
                for name, racer in racers.items()
                for head in _heads(racer, colours[name], style)
            ),
            _target(target, steps, style),
        ],
        "layout": style.layout(
            xaxis={**_name(u), **window, "domain": [0, 0.46]},
            yaxis={**_name(v), **window, "scaleanchor": "x"},
            xaxis2={
                **_name("step"),
                "domain": [0.57, 1],
                "anchor": "y2",
                "range": [0, steps - 1],
                "zeroline": False,
            },
            yaxis2={
                **_name("loss"),
                "anchor": "x2",
                "type": "log",
                "dtick": math.ceil((highest - lowest) / 6),
                "exponentformat": "power",
                "range": [lowest, highest],
                "zeroline": False,
            },
        ),
    }


def _name(text: str) -> dict[str, Any]:
    """Title of an axis, on a projector too: the axes of the two pictures differ."""
    return {"title": {"text": text, "standoff": 5}}


def _plane(surface: Surface, style: Style) -> list[Figure]:
    """The logarithm of the surface, which shows the floor of a valley, and its minima."""
    axis = torch.linspace(-WINDOW, WINDOW, GRID, dtype=torch.float64)
    v, u = torch.meshgrid(axis, axis, indexing="ij")
    losses = surface.function(torch.stack([u, v], dim=-1)).numpy()
    floor, top = np.log10(np.quantile(losses, [FLOOR, 1]))
    heights = np.log10(np.maximum(losses, 10**floor))
    level = (top - floor) / LEVELS
    step = 2 * WINDOW / (GRID - 1)
    low, high = ("#0B0B0B", "#787878") if style.dark else ("#FFFFFF", "#8C8C8C")
    minima = np.array(surface.minima)
    return [
        {
            "type": "contour",
            "z": heights,
            "x0": -WINDOW,
            "dx": step,
            "y0": -WINDOW,
            "dy": step,
            "zmin": floor,
            "zmax": top,
            "contours": {
                "coloring": "heatmap",
                "start": floor + level / 2,
                "end": top,
                "size": level,
            },
            "line": {"color": faded(style.ink, 0.25), "width": 1},
            "colorscale": [[0, low], [1, high]],
            "showscale": False,
            "showlegend": False,
            "hovertemplate": "(%{x:.2f}, %{y:.2f})<br>loss 10^%{z:.2f}<extra></extra>",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": "minimum",
            "x": minima[:, 0],
            "y": minima[:, 1],
            "marker": _cross(style),
            "hovertemplate": "minimum (%{x:.3g}, %{y:.3g})<extra></extra>",
        },
    ]


def _start(racers: Mapping[str, Racer], style: Style) -> Figure:
    """A mark at the common start."""
    u, v = next(iter(racers.values())).path[0]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "start",
        "x": np.array([u]),
        "y": np.array([v]),
        "marker": {"symbol": "diamond", "size": 1.4 * style.marker_size, "color": style.ink},
        "hovertemplate": "start (%{x:.3g}, %{y:.3g})<extra></extra>",
    }


def _cross(style: Style) -> dict[str, Any]:
    line = {"color": style.ink, "width": style.line_width}
    return {"symbol": "x-thin", "size": 1.4 * style.marker_size, "color": style.ink, "line": line}


def _path(name: str, racer: Racer, colour: str, style: Style) -> Figure:
    """The path of one optimizer over the plane, a dot for each step."""
    label, path = OPTIMIZERS[name].label, _visible_path(racer)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label,
        "x": path[:, 0],
        "y": path[:, 1],
        "line": {"color": colour, "width": style.line_width},
        "marker": {"symbol": "circle", "color": colour, "size": 0.6 * style.marker_size},
        "hovertemplate": f"{label}, step %{{pointNumber}}<br>(%{{x:.3f}}, %{{y:.3f}})"
        "<extra></extra>",
        "meta": {"grows": True},
    }


def _visible_path(racer: Racer) -> Floats:
    """The path [steps + 1, 2]; one that diverges ends where it is far outside the window.

    The lines of later steps would cover the plane.
    """
    far = np.abs(racer.path).max(axis=1) > 3 * WINDOW
    end = int(np.argmax(far)) + 1 if racer.diverged_after is not None and far.any() else None
    return racer.path[:end]


def _losses(name: str, racer: Racer, colour: str, style: Style) -> Figure:
    """The loss of one optimizer over its steps."""
    return {
        "type": "scatter",
        "mode": "lines",
        "showlegend": False,
        "x": np.arange(len(racer.losses)),
        "y": _drawn(racer.losses),
        "xaxis": "x2",
        "yaxis": "y2",
        "line": {"color": colour, "width": style.line_width},
        "hovertemplate": f"{OPTIMIZERS[name].label}<br>step %{{x}}<br>loss %{{y:.3g}}"
        "<extra></extra>",
        "meta": {"grows": True},
    }


def _heads(racer: Racer, colour: str, style: Style) -> list[Figure]:
    """Marks of one optimizer at the shown step, on the plane and on its curve."""
    line = {"color": style.ink, "width": style.line_width / 2}
    marker = {"symbol": "circle", "color": colour, "size": 1.4 * style.marker_size, "line": line}
    common: Figure = {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "hoverinfo": "skip",
        "marker": marker,
        "meta": {"grows": "head"},
    }
    path = _visible_path(racer)
    curve = {"x": np.arange(len(racer.losses)), "y": _drawn(racer.losses)}
    return [
        {**common, "x": path[:, 0], "y": path[:, 1]},
        {**common, **curve, "xaxis": "x2", "yaxis": "y2"},
    ]


def _drawn(losses: Floats) -> Floats:
    """Losses between the limits of a log axis in single precision."""
    return np.clip(losses, 1e-30, 1e30)


def _target(target: float, steps: int, style: Style) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"loss {format_number(target, 6)}",
        "x": np.array([0, steps - 1]),
        "y": np.array([target, target]),
        "xaxis": "x2",
        "yaxis": "y2",
        "line": {"color": style.ink, "width": style.line_width / 2, "dash": GUIDE_DASH},
        "hoverinfo": "skip",
    }
