"""Small pictures of the plane in rows, a decision boundary each."""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from web.charts.style import TRAIN_COLOUR, Figure, Style
from web.charts.surface import as_fraction

Corners = NDArray[np.int64]
"""Bottom left corners [2, tiles] of tiles: across and up, in tiles."""

MOST_NAMED = 100
"""Most tiles that have their names on them: on smaller ones a name would hide the picture."""

MOST_LARGE_NAMES = 36
"""Most tiles whose names are as large as the names of an axis."""


def draw_tiles(
    tiles: Floats,
    names: Sequence[str] | NDArray[np.int64],
    solved: NDArray[np.bool_],
    style: Style,
    shown: NDArray[np.bool_] | None = None,
    hover: str = "",
    aspect: float = 1.6,
) -> Figure:
    """P(class 1) of `tiles` [n, side, side], each from bottom to top, the first at the top left.

    Each has its name; those that are `solved` [n] have a mark, and those that are `shown` [n] a
    frame. `hover` is said of all of them; the room for them is `aspect` times as wide as high.
    `meta` of the first trace says in how many columns and rows they stand.
    """
    n, side, _ = tiles.shape
    columns, rows = arrange(n, aspect)
    named = n <= MOST_NAMED
    row, column = np.divmod(np.arange(n), columns)
    corners = np.stack([column, rows - 1 - row])
    said = {"hovertemplate": f"{hover}<extra></extra>"} if hover else {"hoverinfo": "skip"}
    return {
        "data": [
            {
                **_surface(_mosaic(tiles, rows, columns), side, style),
                **said,
                "meta": {"columns": columns, "rows": rows},
            },
            _gaps(rows, columns, n, 4 if named else 2, style),
            _names(corners, names if named else [""] * n, _name_size(n, style), style),
            _marks(corners[:, solved], style.marker_size / (1 if named else 2), style),
            *([] if shown is None else [_frame(corners[:, shown], style)]),
        ],
        "layout": _layout(rows, columns, style),
    }


@cache
def arrange(n: int, aspect: float) -> tuple[int, int]:
    """Columns and rows in which `n` square tiles are as large as can be.

    The room for them is `aspect` times as wide as high.
    """
    columns = max(range(1, n + 1), key=lambda columns: min(aspect / columns, 1 / -(-n // columns)))
    return columns, math.ceil(n / columns)


def _name_size(n: int, style: Style) -> int:
    """Size of the names of `n` tiles in pixels: they shrink with the tiles, but stay readable."""
    return int(max(9, 0.9 * style.font_size * min(1, math.sqrt(MOST_LARGE_NAMES / n))))


def _layout(rows: int, columns: int, style: Style) -> Figure:
    axis = {"visible": False, "constrain": "domain"}
    return {
        **style.layout(
            xaxis={**axis, "range": [0, columns]},
            yaxis={**axis, "range": [0, rows], "scaleanchor": "x", "constraintoward": "top"},
        ),
        "margin": {"l": 4, "r": 4, "t": 4, "b": 4},
        "hoverlabel": {"bgcolor": style.ink, "font": {"color": style.paper}},
    }


def _surface(mosaic: Floats, side: int, style: Style) -> Figure:
    """P(class 1); a tile is one unit wide and high."""
    return {
        "type": "heatmap",
        "z": as_fraction(mosaic),
        "x0": 0.5 / side,
        "dx": 1 / side,
        "y0": 0.5 / side,
        "dy": 1 / side,
        "zmin": 0,
        "zmax": 1,
        "colorscale": style.probability_scale,
        "showscale": False,
        "opacity": 0.65,
    }


def _names(
    corners: Corners, names: Sequence[str] | NDArray[np.int64], size: int, style: Style
) -> Figure:
    """Its name at the top left of every tile."""
    left, bottom = corners
    return {
        "type": "scatter",
        "mode": "text",
        "x": left + 0.05,
        "y": bottom + 0.97,
        "text": names,
        "texttemplate": "%{text}",
        "textposition": "bottom right",
        "textfont": {"color": style.ink, "size": size},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _marks(solved: Corners, size: float, style: Style) -> Figure:
    """A point at the top right of every tile whose member has solved the problem."""
    left, bottom = solved
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "95% right",
        "x": left + 0.85,
        "y": bottom + 0.85,
        "marker": {
            "symbol": "circle",
            "color": TRAIN_COLOUR,
            "size": size,
            "line": {"color": style.ink, "width": 1},
        },
        "hoverinfo": "skip",
    }


def _frame(shown: Corners, style: Style) -> Figure:
    """A square around the tile of the member that the other panels show."""
    left, bottom = shown[:, :, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": "shown",
        "x": (left + np.array([0.02, 0.98, 0.98, 0.02, 0.02])).ravel(),
        "y": (bottom + np.array([0.02, 0.02, 0.98, 0.98, 0.02])).ravel(),
        "line": {"color": style.ink, "width": 1.5 * style.line_width},
        "hoverinfo": "skip",
    }


def _mosaic(tiles: Floats, rows: int, columns: int) -> Floats:
    """Tiles [n, side, side] as one picture.

    Places without a tile have the colour of one half.
    """
    places = np.full((rows * columns, *tiles.shape[1:]), 0.5)
    places[: len(tiles)] = tiles
    grid = places.reshape(rows, columns, *tiles.shape[1:])[::-1]
    return grid.swapaxes(1, 2).reshape(rows * tiles.shape[1], columns * tiles.shape[2])


def _gaps(rows: int, columns: int, tiles: int, width: float, style: Style) -> Figure:
    """Lines of the background's colour between the tiles, and its area where there are none.

    Each line, and the area, has a break after it.
    """
    vertical = [[x, 0, x, rows, np.nan, np.nan] for x in range(columns + 1)]
    horizontal = [[0, y, columns, y, np.nan, np.nan] for y in range(rows + 1)]
    left = tiles - (rows - 1) * columns
    empty = [[left, 0, left, 1, columns, 1, columns, 0, left, 0]]
    ends = np.concatenate([np.ravel(lines) for lines in (vertical, horizontal, empty)])
    ends = ends.astype(float).reshape(-1, 2)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": ends[:, 0],
        "y": ends[:, 1],
        "line": {"color": style.paper, "width": width},
        "fill": "toself",
        "fillcolor": style.paper,
        "hoverinfo": "skip",
        "showlegend": False,
    }
