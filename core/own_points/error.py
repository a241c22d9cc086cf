"""What is wrong with points, and where."""


class PointsError(ValueError):
    """Points that were refused; the message names line and column, where it is one, and value.

    `line` counts from 1 as an editor does; `column` is x, y or label.
    """

    def __init__(self, problem: str, line: int | None = None, column: str | None = None) -> None:
        place = [f"line {line}"] * (line is not None) + [f"column {column}"] * (column is not None)
        super().__init__(f"{', '.join(place)}: {problem}" if place else problem)
        self.line, self.column = line, column


def shown(value: str) -> str:
    """A value in quotes, in one line, as long as a message can hold."""
    quoted = repr(value)
    return quoted if len(quoted) <= 40 else f"{quoted[:40]}…"
