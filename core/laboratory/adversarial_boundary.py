"""The decision boundary as line segments, and its point nearest to a given point."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from core.laboratory.adversarial import Logit, class_of

Norm = Callable[[Tensor, Tensor], Tensor]
"""Maps the two coordinates of vectors to their length."""

L2: Norm = torch.hypot


def l_infinity(a: Tensor, b: Tensor) -> Tensor:
    """The larger of two absolute values."""
    return torch.maximum(a.abs(), b.abs())


HALVINGS = 20
"""Bisections of a grid edge: where it crosses the boundary is exact to a millionth of a cell."""

CELLS = 64
"""Cells along each side of the first grid that is searched."""

GROWTHS = 6
"""How often the searched square doubles until it has its full size."""

ZOOM_CELLS = 16
ZOOMS = 5
"""How often the search is repeated around the place found, within four cells of the grid before,
with ZOOM_CELLS cells a side. Each time the segments are 4 times shorter, and their distance from
the boundary 16 times smaller."""


@dataclass(frozen=True)
class Nearest:
    """A place [2] on the boundary, and its distance."""

    distance: float
    place: Tensor


def boundary_segments(logit: Logit, centre: Tensor, half: float, cells: int) -> Tensor:
    """The boundary within a square, as segments [n, 2 ends, 2] whose ends lie on it.

    A square of side 2 `half` around `centre` [2] is cut into cells, and every cell into two
    triangles. The boundary crosses two sides of a triangle whose corners are not all of one class;
    bisection finds where. Between its ends a segment is off the boundary by about
    curvature · length² / 8. Strips of a class that are thinner than a cell can be missed.
    """
    axis = torch.linspace(-half, half, cells + 1, dtype=torch.float64)
    x1, x0 = torch.meshgrid(axis, axis, indexing="ij")
    grid = centre + torch.stack([x0, x1], dim=-1)
    with torch.no_grad():
        across, up, diagonal = _crossings(logit, grid)
    below = torch.stack([across[:-1], up[:, 1:], diagonal], dim=2)
    above = torch.stack([across[1:], up[:, :-1], diagonal], dim=2)
    triangles = torch.cat([below, above]).reshape(-1, 3, 2)
    crossed = ~triangles[..., 0].isnan()  # none or two of the three sides
    return triangles[crossed].reshape(-1, 2, 2)


def _crossings(logit: Logit, grid: Tensor) -> list[Tensor]:
    """Where the edges of a grid [n, n, 2] cross the boundary; NaN where they do not.

    In this order: edges to the right [n, n − 1, 2], upward [n − 1, n, 2] and along the diagonal of
    a cell [n − 1, n − 1, 2].
    """
    corners = torch.cat([grid, class_of(logit(grid))[..., None]], dim=-1)
    begins = [corners[:, :-1], corners[:-1], corners[:-1, :-1]]
    ends = [corners[:, 1:], corners[1:], corners[1:, 1:]]
    begin, end = (torch.cat([edge.reshape(-1, 3) for edge in edges]) for edges in (begins, ends))
    crossed = begin[:, 2] != end[:, 2]
    places = torch.full_like(begin[:, :2], torch.nan)
    places[crossed] = _bisected(logit, begin[crossed], end[crossed, :2])
    parts = torch.split(places, [edges[..., 0].numel() for edges in begins])
    return [part.reshape(*edges.shape[:2], 2) for part, edges in zip(parts, begins, strict=True)]


def _bisected(logit: Logit, begin: Tensor, high: Tensor) -> Tensor:
    """Places [n, 2] on the boundary between `begin` [n, 2 + its class] and `high` [n, 2]."""
    low, before = begin[:, :2], begin[:, 2:]
    for _ in range(HALVINGS if len(low) else 0):
        middle = (low + high) / 2
        same = class_of(logit(middle))[:, None] == before
        low, high = torch.where(same, middle, low), torch.where(same, high, middle)
    return high


def nearest_on(segments: Tensor, points: Tensor, norm: Norm) -> tuple[Tensor, Tensor]:
    """Distance [n] from points [n, 2] to their nearest place on segments, and that place [n, 2].

    Infinite and NaN if there are no segments. Takes memory for points × segments.
    """
    if not len(segments):
        return torch.full((len(points),), torch.inf).double(), torch.full_like(points, torch.nan)
    begin, along = segments[:, 0], segments[:, 1] - segments[:, 0]
    (a, b), (c, d) = (begin - points[:, None]).unbind(-1), along.unbind(-1)
    shares = torch.stack(_candidates(a, b, c, d, norm)).nan_to_num_(0.0).clamp_(0, 1)
    best, candidate = norm(a + shares * c, b + shares * d).min(dim=0)
    distance, segment = best.min(dim=1)
    row = torch.arange(len(points))
    share = shares[candidate[row, segment], row, segment]
    return distance, begin[segment] + share[:, None] * along[segment]


def _candidates(a: Tensor, b: Tensor, c: Tensor, d: Tensor, norm: Norm) -> list[Tensor]:
    """Shares t of a segment at one of which the norm of (a + tc, b + td) is smallest.

    The L∞ norm is the larger of two numbers: it is smallest at an end of the segment, where one of
    them is 0, or where they are equal.
    """
    if norm is L2:
        return [-(a * c + b * d) / (c * c + d * d)]
    ends = [torch.zeros_like(a), torch.ones_like(a)]
    return [*ends, -a / c, -b / d, -(a - b) / (c - d), -(a + b) / (c + d)]


def nearest_boundary(logit: Logit, point: Tensor, norm: Norm, reach: float) -> Nearest | None:
    """The place on the boundary that is nearest to a point [2], or None if none is within `reach`.

    Searches squares around the point that grow up to `reach`, so that a cell is at most a 16th of
    the distance (unless that is tiny), and then smaller and smaller squares around the place found.
    """
    for growth in range(GROWTHS, -1, -1):
        half = reach / 2**growth
        distance, place = nearest_on(
            boundary_segments(logit, point, half, CELLS), point[None], norm
        )
        if distance <= half:
            return _zoomed(logit, point, Nearest(distance.item(), place[0]), norm, half / CELLS)
    return None


def _zoomed(logit: Logit, point: Tensor, found: Nearest, norm: Norm, half_cell: float) -> Nearest:
    half = 4 * half_cell
    for _ in range(ZOOMS):
        segments = boundary_segments(logit, found.place, half, ZOOM_CELLS)
        distance, place = nearest_on(segments, point[None], norm)
        found = Nearest(distance.item(), place[0]) if len(segments) else found
        half *= 4 / ZOOM_CELLS
    return found
