"""Which columns of a CSV hold the two inputs and the label."""

from collections.abc import Callable
from dataclasses import dataclass

from core.own_points.cells import number_of
from core.own_points.error import PointsError, shown
from core.own_points.grid import LABEL_NAME, Grid, names_rows

_INDEX_NAMES = {"", "#", "unnamed: 0", "id", "index", "nr", "nr.", "no", "no.", "row"}
_INPUT_NAMES = ({"x", "y"}, {"x0", "x1"}, {"x1", "x2"})
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_NUMBERS = ("no", "one", "two", "three", "four", "five")

NAME_THEM = "name the columns x, y and label in the first line"
"""How to say which column is which."""


@dataclass(frozen=True)
class Columns:
    """Where the two inputs and the label stand, counted from 0, and what else was found."""

    inputs: tuple[int, int]
    label: int
    names: tuple[str, str, str]
    """What messages call the inputs and the label."""
    says: tuple[str, ...]
    """What had to be understood, one clause each."""


def columns_of(grid: Grid) -> Columns:
    """Tell the columns of a grid with rows apart. Raises PointsError where there are not three."""
    counts = _counts_rows(grid)
    candidates = list(range(grid.width))[counts:]
    if len(candidates) < 3:
        raise _too_few(grid, counts)
    label = _label(grid, candidates)
    first, second, *others = _inputs(grid, [c for c in candidates if c != label])
    if others:
        raise _too_many(grid, [c for c in candidates if c != label], label)
    does = "names" if counts and _is_words(grid.column(0)) else "counts"
    says = [f"the first column {does} the rows and is left out"] * counts
    if label != candidates[-1]:
        says.append(f"the {_ORDINALS[label]} column holds the labels")
    names = _names(grid, first, second, label)
    if grid.heading and tuple(map(str.lower, names)) != ("x", "y", "label"):
        x, y, of_label = map(shown, names)
        says.append(f"{x} and {y} are the inputs, {of_label} is the label")
    return Columns((first, second), label, names, tuple(says))


def _counts_rows(grid: Grid) -> bool:
    """Whether the first column is no input: it counts the rows, from 0 or 1, or names them."""
    cells = grid.column(0)
    if grid.heading and grid.heading[0].lower() in _INDEX_NAMES and names_rows(cells):
        return True
    return (
        grid.width > 3
        and len(cells) > 1
        and any(cells == [str(row) for row in range(start, start + len(cells))] for start in (0, 1))
    )


def _label(grid: Grid, candidates: list[int]) -> int:
    """The column of the labels: by its name, else by its cells, else the last one.

    Raises PointsError where the cells fit more than one column but not the last.
    """
    named = _label_by_name(grid, candidates)
    if named is not None:
        return named
    last = candidates[-1]
    for fits in (_is_words, _has_two_values, _has_few_values):
        found = [column for column in candidates if fits(grid.column(column))]
        if last in found:
            break
        if len(found) == 1 and not _has_few_values(grid.column(last)):
            return found[0]
        if found:
            raise PointsError(f"which column holds the labels can't be told; {NAME_THEM}")
    return last


def _label_by_name(grid: Grid, candidates: list[int]) -> int | None:
    """The one column whose name says that it holds the labels; None where no name says it."""
    if not grid.heading:
        return None
    names = {column: grid.heading[column].lower() for column in candidates}
    tests: tuple[Callable[[str], object], ...] = (
        lambda name: name == "label",
        LABEL_NAME.search,
        lambda name: name == "y" and "x" not in names.values(),
        lambda name: any(
            inputs <= {*names.values()} and name not in inputs for inputs in _INPUT_NAMES
        ),
    )
    for test in tests:
        found = [column for column, name in names.items() if test(name)]
        if len(found) == 1:
            return found[0]
    return None


def _is_words(cells: list[str]) -> bool:
    return all(number_of(cell) is None for cell in cells)


def _has_two_values(cells: list[str]) -> bool:
    return len({class_of(cell) for cell in cells}) == 2


def _has_few_values(cells: list[str]) -> bool:
    """Whether the cells are whole numbers that come twice or more on average."""
    values = {class_of(cell) for cell in cells}
    whole = all(isinstance(value, float) and value.is_integer() for value in values)
    return whole and 2 * len(values) <= len(cells)


def class_of(cell: str) -> float | str:
    """What makes two labels the same class: their number, where they are numbers."""
    number = number_of(cell)
    return cell if number is None else number


def _inputs(grid: Grid, inputs: list[int]) -> list[int]:
    """The inputs in the order of their names, where these are x and y; else as in the file."""
    names = {column: grid.heading[column].lower() for column in inputs} if grid.heading else {}
    if {*names.values()} in _INPUT_NAMES:
        return sorted(inputs, key=names.__getitem__)
    return inputs


def _names(grid: Grid, first: int, second: int, label: int) -> tuple[str, str, str]:
    places = {"x": first, "y": second, "label": label}
    if grid.heading:
        x, y, of_label = (grid.heading[place] or role for role, place in places.items())
    elif [*places.values()] == [0, 1, 2]:
        x, y, of_label = places
    else:
        x, y, of_label = (f"{place + 1} ({role})" for role, place in places.items())
    return x, y, of_label


def _too_few(grid: Grid, counts: bool) -> PointsError:
    found = grid.width - counts
    beside = " beside the first one, which counts the rows" if counts else ""
    return PointsError(
        f"{found} column{'s' * (found != 1)}{beside}, but three are needed: x, y and label, with "
        "commas, semicolons or tabs between them",
        grid.rows[0].line,
    )


def _too_many(grid: Grid, inputs: list[int], label: int) -> PointsError:
    def named(column: int) -> str:
        return shown(grid.heading[column]) if grid.heading else str(column + 1)

    number, surplus = len(inputs), len(inputs) - 2
    if number < len(_NUMBERS):
        *names, last = map(named, inputs)
        drop = f"{_NUMBERS[surplus]} of the columns {', '.join(names)} and {last}"
    else:
        drop = f"{surplus:,} of them"
    commas = (
        not grid.heading
        and grid.width == 5
        and not any("." in cell for row in grid.rows for cell in row.cells)
    )
    decimal = "; if commas are decimal, put semicolons between the columns" if commas else ""
    many = _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
    return PointsError(
        f"{many} inputs and a label (column {named(label)}), but two inputs are read; "
        f"delete {drop}{decimal}",
        grid.rows[0].line,
    )
