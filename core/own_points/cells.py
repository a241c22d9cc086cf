"""The text of a CSV → rows of cells, and cells → numbers."""

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from core.own_points.error import PointsError
from core.own_points.limits import LARGEST_NUMBER, MOST_BYTES

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_SEP = re.compile(r'"?sep=(.)', re.IGNORECASE)
_SPACE_AFTER_QUOTE = re.compile(r'" +(?=[,;\t\r\n])')
_QUOTED = re.compile(r'"[^"]*"')


class Row(NamedTuple):
    """A line's number, from 1 as an editor counts, and its cells without blanks around them."""

    line: int
    cells: list[str]


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


def read_rows(text: str) -> list[Row]:
    """The lines that are not empty. Raises PointsError for quotes that do not close.

    Excel's first line `sep=;` is left out.
    """
    rows = list(_rows(text))
    return rows[1:] if rows and rows[0].cells[0].lower().startswith("sep=") else rows


def number_of(cell: str) -> float | None:
    """The finite number of a cell, whose decimals follow a point or a comma; else None."""
    if not _NUMBER.fullmatch(cell):
        return None
    number = float(cell.replace(",", "."))
    return number if abs(number) <= LARGEST_NUMBER else None


def _rows(text: str) -> Iterator[Row]:
    delimiter = _delimiter(text)
    # The reader passes over spaces before a quoted cell, but not over those after it.
    text = text if delimiter == " " else _SPACE_AFTER_QUOTE.sub('"', text)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(line, [cell.strip() for cell in cells])
            line = reader.line_num + 1
    except csv.Error:
        problem = "a quote is not closed, or more follows it in its cell; delete the quotes"
        raise PointsError(problem, line) from None


def _delimiter(text: str) -> str:
    """What separates the cells of the first line that is neither empty nor a comment.

    A tab goes before a semicolon and that before a comma, as numbers may hold the latter.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    first = next((line for line in lines if not line.startswith("#")), "")
    if named := _SEP.match(first):
        return named[1]
    plain = _QUOTED.sub("q", first)
    found = next((sign for sign in "\t;," if plain.count(sign) > 1), ",")
    return " " if plain.count(found) < 2 and len(plain.split(" ")) > 2 else found
