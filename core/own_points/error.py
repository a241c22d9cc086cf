"""What is wrong with points, and where."""


class PointsError(ValueError):
    """Points that were refused; the message names line and column, where it is one, and value.

    `line` counts from 1 as an editor does. `column` is its name in the heading; without one it is
    x, y or label, with its number before it where the columns stand in another order.
    """

    def __init__(self, problem: str, line: int | None = None, column: str | None = None) -> None:
        place = [] if line is None else [f"line {line}"]
        if column is not None:
            plain = len(column) <= 30 and column.isprintable()
            place.append(f"column {column if plain else shown(column)}")
        super().__init__(f"{', '.join(place)}: {problem}" if place else problem)
        self.line, self.column = line, column


def shown(value: str) -> str:
    """A value in quotes, in one line, as long as a message can hold."""
    quoted = repr(value)
    return quoted if len(quoted) <= 40 else f"{quoted[:40]}…"
