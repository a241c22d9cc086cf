"""Networks of the capacity page, and what they have come to, in words."""

from core.laboratory.capacity import Cell, Outcome, measured
from web.charts.text import format_number


def named(cell: Cell) -> str:
    """A network in words."""
    if not cell.depth:
        return "no hidden layer"
    layers = "1 hidden layer" if cell.depth == 1 else f"{cell.depth} hidden layers"
    return f"{layers} of {cell.width} unit{'s' if cell.width > 1 else ''}"


def written(cell: Cell) -> str:
    """A network as the sizes of its layers: 2-4-4-1."""
    return "-".join(["2", *[str(cell.width)] * cell.depth, "1"])


def percent(share: float) -> str:
    """A share of 1, to a tenth of a percent."""
    return f"{format_number(100 * share, 3)}%"


def solved_by(outcome: Outcome) -> str:
    """From how many seeds a network solves the problem, and the 95 % interval of the share."""
    low, high = outcome.interval
    return f"{outcome.solved} of {outcome.members} ({100 * low:.0f}–{high:.0%})"


def sized(cell: Cell) -> str:
    """A network with its size."""
    words = f"{named(cell)}, {cell.n_parameters} parameters"
    return words[0].upper() + words[1:]


def said(cell: Cell, outcome: Outcome) -> list[str]:
    """What one network has come to: its size, the accuracies of its seeds, who solved it."""
    diverged = f"{outcome.diverged} of {outcome.members} seeds diverged"
    if outcome.has_diverged:
        return [sized(cell), diverged]
    low, median, high = measured(outcome, "median")
    return [
        sized(cell),
        f"median {percent(median)}"
        + (f" (10–90%: {format_number(100 * low, 3)}–{percent(high)})" if low < high else ""),
        f"solved by {solved_by(outcome)}",
        *([diverged] if outcome.diverged else []),
    ]
