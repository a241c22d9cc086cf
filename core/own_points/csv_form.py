"""A CSV of points ↔ numbers. It is input from strangers: what is not understood is refused.

One point a line: x, y, label. Commas, semicolons or tabs part them, as spreadsheets write and copy
them; what the first line has is what all have. A heading "x,y,label" and empty lines are passed
over.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.own_points.error import PointsError, shown
from core.own_points.limits import LARGEST_NUMBER, LONGEST_NAME, MOST_BYTES, MOST_POINTS
from core.own_points.scale import scaled
from core.own_points.text_form import check_points, spell_points

COLUMNS = ("x", "y", "label")

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
_ALLOWED = f"it takes a number from -{LARGEST_NUMBER:g} to {LARGEST_NUMBER:g}"

Row = tuple[int, list[str]]
"""A line's number, from 1, and its cells without blanks around them."""


@dataclass(frozen=True)
class Table:
    """What stood in a CSV: points [n, 2] as given, labels [n] with 0 and 1, the classes' names.

    Classes that are named 0 and 1 are these; of other names the first of the alphabet is 0.
    """

    points: Floats
    labels: Floats
    names: tuple[str, str]

    @property
    def spelled(self) -> str:
        """The text of the points, scaled into the square, for `RunConfig`."""
        return spell_points(scaled(self.points), self.labels)


def read_csv(text: str | bytes, most: int = MOST_POINTS) -> Table:
    """Read a CSV of up to `most` points. Raises PointsError, which names line and column."""
    rows = list(_points(_rows(decoded(text)), most))
    points = np.array([[_number(row, 0), _number(row, 1)] for row in rows]).reshape(-1, 2)
    names = _classes(rows)
    labels = np.array([float(cells[2] == names[-1]) for _, cells in rows])
    check_points(labels)
    return Table(points, labels, (names[0], names[-1]))


def write_csv(points: Floats, labels: Floats) -> str:
    """The CSV of points [n, 2] and labels [n], with heading; `read_csv` reads it back."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = zip(points.tolist(), labels.tolist(), strict=True)
    writer.writerows([*point, int(label)] for point, label in rows)
    return output.getvalue()


def decoded(text: str | bytes) -> str:
    """Text without a byte order mark. Raises PointsError for too much, and for other encodings."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > MOST_BYTES:
        raise PointsError(f"{len(raw):,} bytes are too many; up to {MOST_BYTES:,} are read")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + raw[: error.start].count(b"\n")
        raise PointsError(
            "this is not UTF-8; save the file as CSV with that encoding", line
        ) from None


def _rows(text: str) -> Iterator[Row]:
    """The lines that are not empty. Raises PointsError for quotes that do not close."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise PointsError(f"its quotes are not those of a CSV ({error})", line) from None


def _delimiter(text: str) -> str:
    """What parts the columns in the first line that is not empty."""
    first = next(filter(None, map(str.strip, text.splitlines())), "")
    return next((sign for sign in "\t;" if first.count(sign) > 1), ",")


def _points(rows: Iterator[Row], most: int) -> Iterator[Row]:
    """The lines of points: of three columns each, without the heading."""
    number = 0
    for index, (line, cells) in enumerate(rows):
        if len(cells) != len(COLUMNS):
            raise PointsError(_wrong_columns(cells), line)
        if index or not _is_heading(line, cells):
            number += 1
            if number > most:
                raise PointsError(f"there are more than {most:,} points", line)
            yield line, cells


def _is_heading(line: int, cells: list[str]) -> bool:
    """Whether this is the heading. Raises PointsError where it is another one."""
    if tuple(map(str.lower, cells)) == COLUMNS:
        return True
    if not re.search(r"\d", cells[0] + cells[1]):
        words = shown(",".join(cells))
        raise PointsError(f"{words} is no point; a heading has to be {','.join(COLUMNS)}", line)
    return False


def _wrong_columns(cells: list[str]) -> str:
    found = "1 column" if len(cells) == 1 else f"{len(cells)} columns"
    hint = "; a decimal comma has to be a point" if len(cells) in (4, 5) else ""
    return f"{found} instead of 3: x, y and label, with commas between them{hint}"


def _number(row: Row, column: int) -> float:
    """One coordinate. Raises PointsError for what is not a finite number in plain digits."""
    line, cells = row
    cell = cells[column]
    if _NUMBER.fullmatch(cell) and abs(float(cell)) <= LARGEST_NUMBER:
        return float(cell)
    hint = ", with a decimal point" if _DECIMAL_COMMA.fullmatch(cell) else ""
    raise PointsError(f"{shown(cell)} is not allowed; {_ALLOWED}{hint}", line, COLUMNS[column])


def _classes(rows: list[Row]) -> list[str]:
    """The names of the classes, in order. Raises PointsError for a third, and for what is none."""
    names: list[str] = []
    for line, (_, _, name) in rows:
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            allowed = f"it takes a name of 1 to {LONGEST_NAME} characters"
            raise PointsError(f"{shown(name)} is not allowed; {allowed}", line, COLUMNS[2])
        if name not in names:
            names.append(name)
        if len(names) > 2:
            two = " and ".join(map(shown, names[:2]))
            raise PointsError(f"{shown(name)} is a third class beside {two}", line, COLUMNS[2])
    return sorted(names) or [""]
