"""Deep and narrow against shallow and wide, at about as many parameters."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.laboratory.capacity import Cell, Outcome

SHALLOW = 1
"""Hidden layers of the shallow network of a pair."""

NEAR = 0.1
"""What the numbers of parameters of a pair differ by at most, as a share of the deep one's."""

DEEP_WINS, SHALLOW_WINS, OPEN = "deep", "shallow", "open"


@dataclass(frozen=True)
class Pair:
    """A deep and narrow network, and the shallow and wide one of most nearly its size."""

    shallow: Cell
    deep: Cell


def pairs(cells: Iterable[Cell]) -> list[Pair]:
    """Every deep network that has a shallow one of about its size, from small to large."""
    cells = sorted(cells, key=lambda cell: (cell.n_parameters, cell.depth))
    shallow = [cell for cell in cells if cell.depth == SHALLOW]
    found = []
    for deep in cells:
        if deep.depth <= SHALLOW or not shallow:
            continue
        pair = Pair(min(shallow, key=lambda cell: _apart(cell, deep)), deep)
        if _apart(pair.shallow, deep) <= NEAR * deep.n_parameters:
            found.append(pair)
    return found


def _apart(one: Cell, other: Cell) -> int:
    return abs(one.n_parameters - other.n_parameters)


def winner(pair: Pair, found: Mapping[Cell, Outcome]) -> str:
    """Who solves the problem from more seeds; OPEN where the 95 % intervals overlap.

    Intervals that do not overlap are a stricter test than one of the difference: it errs on the
    side of saying nothing.
    """
    (shallow_low, shallow_high), (deep_low, deep_high) = (
        found[cell].interval for cell in (pair.shallow, pair.deep)
    )
    if deep_low > shallow_high:
        return DEEP_WINS
    return SHALLOW_WINS if shallow_low > deep_high else OPEN


def tally(pairs: Iterable[Pair], found: Mapping[Cell, Outcome]) -> Counter[str]:
    """How many pairs each side wins, and how many are open, of those of which both are known."""
    return Counter(
        winner(pair, found) for pair in pairs if pair.shallow in found and pair.deep in found
    )


def smallest_that_solve(found: Mapping[Cell, Outcome]) -> dict[int, Cell]:
    """Depth → the network with the fewest parameters that half of its seeds solve the problem with.

    Only of depths that have one.
    """
    solving = [cell for cell, outcome in found.items() if 2 * outcome.solved >= outcome.members]
    return {
        depth: min((c for c in solving if c.depth == depth), key=lambda c: c.n_parameters)
        for depth in sorted({cell.depth for cell in solving})
    }
