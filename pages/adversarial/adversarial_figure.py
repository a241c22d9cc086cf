"""A point under attack on the plane: where attacks move it, and the nearest boundary."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.laboratory.adversarial_point import METHODS, AttackedPoint, Flip, Flips
from web.charts.style import TRAIN_COLOUR, VALIDATION_COLOUR, Figure, Style
from web.charts.surface import point_marker, surface_traces


@dataclass(frozen=True)
class Plane:
    """P(class 1) [side, side] over [−half, half]², and the training points x [n, 2], y [n]."""

    surface: Floats
    half: float
    x: Floats
    y: Floats


def draw_attacked(
    plane: Plane,
    point: tuple[float, float],
    epsilon: float,
    found: AttackedPoint,
    flips: Flips,
    style: Style,
) -> Figure:
    """The plane with the point, its ball of radius ε, the attacks, and the nearest boundary."""
    x = np.array(point, dtype=float)
    axis = {"range": [-plane.half, plane.half], "constrain": "domain", "showgrid": False}
    return {
        "data": [
            *surface_traces(plane.surface, plane.surface, plane.half, style),
            training_points(plane.x, plane.y, style),
            _ball(x, epsilon, style),
            *_along_gradient(x, found, flips["gradient"], style),
            *_arrow("FGSM", x, found.fgsm_place, style),
            _line("PGD", found.pgd_path, TRAIN_COLOUR, style, mode="lines+markers"),
            *(_nearest(name, x, flips[name], style) for name in ("nearest_max", "nearest_l2")),
            _point(x, found.label, style),
        ],
        "layout": style.layout(
            xaxis={**axis, **style.title("x₀", in_caption=True)},
            yaxis={**axis, **style.title("x₁", in_caption=True), "scaleanchor": "x"},
        ),
    }


def training_points(x: Floats, y: Floats, style: Style) -> Figure:
    """Small marks at the points x [n, 2] of classes y [n]."""
    return {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "x": x[:, 0],
        "y": x[:, 1],
        "opacity": 0.6,
        "hovertemplate": "training point (%{x:.2f}, %{y:.2f})<extra></extra>",
        "marker": point_marker(y, "circle", 0.6 * style.marker_size, style),
    }


def _ball(x: Floats, epsilon: float, style: Style) -> Figure:
    """All places that an attack may reach."""
    corners = x + epsilon * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
    figure = _line("ε ball", corners, style.ink, style, dash="dot")
    return {**figure, "line": {**figure["line"], "width": style.line_width / 2}}


def _along_gradient(
    x: Floats, found: AttackedPoint, flip: Flip | None, style: Style
) -> list[Figure]:
    """An arrow along the gradient to where the class changes, 1 long where it never does."""
    length = np.linalg.norm(found.loss_gradient)
    unit = found.loss_gradient / length if length else np.zeros(2)
    end = flip.place if flip else x + unit
    return _arrow("along ∇ₓL", x, end, style, dash="dash")


def _nearest(name: str, x: Floats, flip: Flip | None, style: Style) -> Figure:
    """A line to the nearest place of the boundary, and a mark there; empty where there is none."""
    symbol, norm = {"nearest_max": ("diamond", "L∞"), "nearest_l2": ("circle", "L₂")}[name]
    places = np.stack([x, flip.place]) if flip else np.empty((0, 2))
    size = 1.5 * style.marker_size
    return {
        **_line(f"nearest, {norm}", places, VALIDATION_COLOUR, style, mode="lines+markers"),
        "marker": {
            "symbol": symbol,
            "color": VALIDATION_COLOUR,
            "size": np.array([0.0, size])[: len(places)],
            "opacity": 1,
            "line": {"color": style.ink, "width": style.line_width / 2},
        },
        "hovertemplate": f"{METHODS[name].label}, {norm}<br>"
        "(%{x:.3f}, %{y:.3f})<extra></extra>",
        "hoverinfo": "all",
    }


def _arrow(
    name: str, begin: Floats, end: Floats, style: Style, dash: str = "solid"
) -> list[Figure]:
    """A line, and its head as a second trace: as one trace it has a square in the legend."""
    shaft = _line(name, np.stack([begin, end]), style.ink, style, dash=dash)
    marker = {
        "symbol": "arrow",
        "angleref": "previous",
        "color": style.ink,
        "opacity": 1,
        "size": np.array([0.0, 1.6 * style.marker_size * bool(np.any(begin != end))]),
    }
    return [shaft, {**shaft, "mode": "markers", "showlegend": False, "marker": marker}]


def _line(
    name: str, places: Floats, colour: str, style: Style, mode: str = "lines", dash: str = "solid"
) -> Figure:
    """A line through places [n, 2] that takes no clicks."""
    return {
        "type": "scatter",
        "mode": mode,
        "name": name,
        "x": places[:, 0],
        "y": places[:, 1],
        "line": {"color": colour, "width": style.line_width, "dash": dash},
        "marker": {"symbol": "circle", "color": colour, "size": 0.7 * style.marker_size},
        "hoverinfo": "skip",
    }


def _point(x: Floats, label: int, style: Style) -> Figure:
    marker = point_marker(np.array([label]), "circle", 1.7 * style.marker_size, style)
    return {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "x": x[:1],
        "y": x[1:],
        "marker": {**marker, "line": {"color": style.ink, "width": style.line_width}},
        "hovertemplate": "the point (%{x:.2f}, %{y:.2f})<extra></extra>",
    }
