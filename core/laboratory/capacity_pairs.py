"""Deep and narrow networks against shallow and wide ones of about as many parameters."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.laboratory.capacity import Cell, Outcome

SHALLOW = 1
"""Hidden layers of the shallow network of a pair."""

NEAR = 0.1
"""Largest difference between the parameter counts of a pair, as a share of the deep one's."""

DEEP_WINS, SHALLOW_WINS, OPEN = "deep", "shallow", "open"


@dataclass(frozen=True)
class Pair:
    """A deep and narrow network, and the shallow and wide one closest to it in parameters."""

    shallow: Cell
    deep: Cell


def pairs(cells: Iterable[Cell]) -> list[Pair]:
    """Every deep network that has a shallow one of about its size, paired, from small to large."""
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
    """The network that solves the problem from more seeds; OPEN if the 95 % intervals overlap.

    That is stricter than a test of the difference: in doubt it answers OPEN.
    """
    (shallow_low, shallow_high), (deep_low, deep_high) = (
        found[cell].interval for cell in (pair.shallow, pair.deep)
    )
    if deep_low > shallow_high:
        return DEEP_WINS
    return SHALLOW_WINS if shallow_low > deep_high else OPEN


def tally(pairs: Iterable[Pair], found: Mapping[Cell, Outcome]) -> Counter[str]:
    """How many pairs each side wins and how many are open; pairs not fully trained do not count."""
    return Counter(
        winner(pair, found) for pair in pairs if pair.shallow in found and pair.deep in found
    )


def smallest_that_solve(found: Mapping[Cell, Outcome]) -> dict[int, Cell]:
    """Depth → the smallest network of which at least half of the seeds solve the problem.

    Depths without such a network are left out.
    """
    solving = [cell for cell, outcome in found.items() if 2 * outcome.solved >= outcome.members]
    return {
        depth: min((c for c in solving if c.depth == depth), key=lambda c: c.n_parameters)
        for depth in sorted({cell.depth for cell in solving})
    }
