"""The names in the column of labels → two classes, 0 and 1."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.own_points.columns import class_of
from core.own_points.error import PointsError, shown
from core.own_points.grid import Grid
from core.own_points.limits import LONGEST_NAME

_TWO = "two are learned: rename it, or delete its lines"


@dataclass(frozen=True)
class Classes:
    """Labels [n] with 0 and 1, the names of class 0 and class 1, and why they are these."""

    labels: Floats
    names: tuple[str, str]
    says: tuple[str, ...]


def classes_of(grid: Grid, column: int, heading: str) -> Classes:
    """Tell two classes apart. Of two numbers the larger is class 1, of two words the later one.

    Numbers of one value are one class, however they are written: its name is the shortest.
    `heading` is what errors call the column. Raises PointsError for a third class.
    """
    spellings: dict[float | str, set[str]] = {}
    for line, cells in grid.rows:
        name = cells[column]
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            allowed = f"it takes a name of 1 to {LONGEST_NAME} characters"
            raise PointsError(f"{shown(name)} is not allowed; {allowed}", line, heading)
        spellings.setdefault(class_of(name), set()).add(name)
        if len(spellings) > 2:
            two = " and ".join(shown(_shortest(names)) for names in list(spellings.values())[:2])
            raise PointsError(f"{shown(name)} is a third class beside {two}; {_TWO}", line, heading)
    ordered = sorted(spellings, key=_order)
    names = [_shortest(spellings[value]) for value in ordered] or [""]
    labels = np.array([float(class_of(name) == ordered[-1]) for name in grid.column(column)])
    return Classes(labels, (names[0], names[-1]), _says(ordered, spellings))


def _order(value: float | str) -> tuple[bool, float, str, str]:
    """Numbers by size, before words by the alphabet."""
    if isinstance(value, str):
        return True, 0.0, value.casefold(), value
    return False, value, "", ""


def _shortest(names: set[str]) -> str:
    return min(names, key=lambda name: (len(name), name))


def _says(ordered: list[float | str], spellings: dict[float | str, set[str]]) -> tuple[str, ...]:
    says = [
        f"{' and '.join(sorted(names, key=len)[:3])} are one class"
        for names in spellings.values()
        if len(names) > 1
    ]
    numbers = not any(isinstance(value, str) for value in ordered)
    why = "the larger number" if numbers else "the later in the alphabet"
    if ordered not in ([0.0, 1.0], []):
        says.append(f"class 1 is {shown(_shortest(spellings[ordered[-1]]))}, {why}")
    return tuple(says)
