"""A CSV of points ↔ numbers. It is input from strangers: what is not understood is refused.

One point a line: two inputs and a label, as spreadsheets, pandas, R and NumPy write them.
"""

import csv
import io
from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.own_points.cells import decoded, number_of, read_rows
from core.own_points.classes import classes_of
from core.own_points.columns import NAME_THEM, Columns, columns_of
from core.own_points.error import PointsError, shown
from core.own_points.grid import Grid, grid_of
from core.own_points.limits import LARGEST_NUMBER, MOST_POINTS
from core.own_points.scale import scaled
from core.own_points.text_form import check_points, spell_points

COLUMNS = ("x", "y", "label")

_ALLOWED = (
    f"it takes a number from -{LARGEST_NUMBER:g} to {LARGEST_NUMBER:g}; "
    "write one there or delete the line"
)


@dataclass(frozen=True)
class Table:
    """What stood in a CSV: points [n, 2] as given and labels [n] with 0 and 1.

    `names` are those of class 0 and class 1, `label` is that of the column of labels. `says` is a
    text on what had to be understood, and what to do where it is wrong; empty where nothing was.
    """

    points: Floats
    labels: Floats
    names: tuple[str, str]
    label: str = COLUMNS[2]
    says: str = ""

    @property
    def spelled(self) -> str:
        """The text of the points, scaled into the square, for `RunConfig`."""
        return spell_points(scaled(self.points), self.labels)


def read_csv(text: str | bytes, most: int = MOST_POINTS) -> Table:
    """Read a CSV of up to `most` points. Raises PointsError, which names line and column."""
    grid = grid_of(read_rows(decoded(text)))
    if len(grid.rows) > most:
        too_many = f"there are more than {most:,} points; delete the lines from here on"
        raise PointsError(too_many, grid.rows[most].line)
    if not grid.rows:
        check_points(np.array([]))
    columns = columns_of(grid)
    points = np.stack([_numbers(grid, columns, axis) for axis in (0, 1)], axis=1)
    classes = classes_of(grid, columns.label, columns.names[2])
    check_points(classes.labels)
    decimal = ("commas are decimal commas",) * _has_decimal_commas(grid, columns)
    says = _text((*columns.says, *decimal, *classes.says))
    label = grid.heading[columns.label] if grid.heading else COLUMNS[2]
    return Table(points, classes.labels, classes.names, label, says)


def write_csv(points: Floats, labels: Floats) -> str:
    """The CSV of points [n, 2] and labels [n], with heading; `read_csv` reads it back."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = zip(points.tolist(), labels.tolist(), strict=True)
    writer.writerows([*point, int(label)] for point, label in rows)
    return output.getvalue()


def _numbers(grid: Grid, columns: Columns, axis: int) -> Floats:
    """The coordinates [n] along an axis. Raises PointsError for what is not a finite number."""
    numbers = []
    for line, cells in grid.rows:
        cell = cells[columns.inputs[axis]]
        number = number_of(cell)
        if number is None:
            raise PointsError(
                f"{shown(cell)} is not allowed; {_ALLOWED}", line, columns.names[axis]
            )
        numbers.append(number)
    return np.array(numbers)


def _has_decimal_commas(grid: Grid, columns: Columns) -> bool:
    """Whether decimals follow commas. Raises PointsError where others follow points.

    The commas may part thousands then.
    """
    cells = [
        (line, columns.names[axis], row[column])
        for line, row in grid.rows
        for axis, column in enumerate(columns.inputs)
    ]
    commas = [place for place in cells if "," in place[2]]
    points = [place for place in cells if "." in place[2]]
    if commas and points:
        (line, name, cell), other = max(commas[0], points[0]), min(commas[0], points[0])
        raise PointsError(
            f"{shown(cell)} beside {shown(other[2])} of line {other[0]}: write all decimals with "
            "a point, or all with a comma",
            line,
            name,
        )
    return bool(commas)


def _text(clauses: tuple[str, ...]) -> str:
    if not clauses:
        return ""
    understood = "; ".join(clauses)
    return f"Understood: {understood}. If that is wrong, {NAME_THEM}, and the classes 0 and 1."
