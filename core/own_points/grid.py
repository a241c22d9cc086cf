"""Rows of cells → a heading, if there is one, and rows that all have the same columns."""

import re
from collections import Counter
from dataclasses import dataclass

from core.own_points.cells import Row, number_of
from core.own_points.error import PointsError

LABEL_NAME = re.compile(r"label|class|klass|target|categor|species|outcome", re.IGNORECASE)
"""What the name of a column contains that says that it holds the labels."""

_LABEL_HEADINGS = {"label", "labels", "class", "classes", "target", "targets", "y"}


@dataclass(frozen=True)
class Grid:
    """Rows of a CSV, all equally wide; columns without any cell are left out.

    `heading` names the columns; None where the file has none.
    """

    heading: list[str] | None
    rows: list[Row]

    @property
    def width(self) -> int:
        """Number of columns; 0 without rows."""
        return len(self.rows[0].cells) if self.rows else 0

    def column(self, index: int) -> list[str]:
        """The cells of one column, from the top."""
        return [row.cells[index] for row in self.rows]


def grid_of(rows: list[Row]) -> Grid:
    """Tell the heading from the points. Raises PointsError for a line of another width."""
    heading, rows = _split(rows)
    if not rows:
        return Grid(heading, [])
    width = Counter(len(_trimmed(row.cells)) for row in rows).most_common(1)[0][0]
    whose = "most lines have"
    if heading is not None:
        heading = _trimmed(heading)
        if len(heading) == width - 1 and names_rows([row.cells[0] for row in rows]):
            heading = ["", *heading]  # R has no name for the names of rows
        width, whose = len(heading), "the heading has"
    rows = [Row(row.line, _as_wide(row, width, whose)) for row in rows]
    kept = [i for i in range(width) if any(row.cells[i] for row in rows)]
    if len(kept) < width:
        rows = [Row(row.line, [row.cells[i] for i in kept]) for row in rows]
        heading = heading and [heading[i] for i in kept]
    return Grid(heading, rows)


def names_rows(cells: list[str]) -> bool:
    """Whether cells may name rows: no two are equal, and all are whole numbers or words."""
    numbers = [number_of(cell) for cell in cells]
    whole = all(number is None or number.is_integer() for number in numbers)
    return whole and len(set(cells)) == len(cells)


def _split(rows: list[Row]) -> tuple[list[str] | None, list[Row]]:
    """The cells of the heading, if there is one, and the rows below it.

    Lines at the top that begin with # are comments, but NumPy writes a heading as the last of them.
    """
    numbered = enumerate(rows)
    start = next((i for i, row in numbered if not row.cells[0].startswith("#")), len(rows))
    below = rows[start:]
    if start and below:
        first, *others = rows[start - 1].cells
        for heading in ([first.lstrip("# "), *others], others):
            if len(heading) == len(below[0].cells):
                return heading, below
    if below and _is_heading(below[0].cells, below[1:]):
        return below[0].cells, below[1:]
    return None, below


def _is_heading(cells: list[str], below: list[Row]) -> bool:
    """Whether no cell is a number, or the last one names the labels, or pandas counted columns."""
    named = [cell for cell in cells if cell]
    if all(number_of(cell) is None for cell in named) or named[-1].lower() in _LABEL_HEADINGS:
        return True
    counted = len(named) > 2 and named == [str(i) for i in range(len(named))]
    return counted and (not cells[0] or all(row.cells[-1] != named[-1] for row in below))


def _as_wide(row: Row, width: int, whose: str) -> list[str]:
    """The cells of a row that has `width` columns. Raises PointsError for another row."""
    found = len(_trimmed(row.cells))
    if found <= width <= len(row.cells):
        return row.cells[:width]
    found = max(found, len(row.cells)) if found < width else found
    columns = "1 column" if found == 1 else f"{found:,} columns"
    decimal = "; numbers with decimal commas need semicolons between the columns"
    hint = decimal if width == 3 and found in (4, 5, 6) else ""
    raise PointsError(f"{columns}, while {whose} {width:,}{hint}", row.line)


def _trimmed(cells: list[str]) -> list[str]:
    """Cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]
