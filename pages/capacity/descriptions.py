"""Networks of the capacity page, and the outcomes of their seeds, in words."""

from core.laboratory.capacity import Cell, Outcome, measured
from web.charts.text import (
    capitalize_first,
    format_interval,
    format_number,
    format_percent,
    pluralize,
)


def describe_network(cell: Cell) -> str:
    """The layers of a network: "2 hidden layers of 4 units"."""
    if not cell.depth:
        return "no hidden layer"
    return f"{pluralize(cell.depth, 'hidden layer')} of {pluralize(cell.width, 'unit')}"


def describe_size(cell: Cell) -> str:
    """The same as the start of a sentence, with the number of parameters."""
    return capitalize_first(f"{describe_network(cell)}, {cell.n_parameters} parameters")


def layer_sizes(cell: Cell) -> str:
    """The sizes of all layers: "2-4-4-1"."""
    return "-".join(["2", *[str(cell.width)] * cell.depth, "1"])


def describe_solved(outcome: Outcome) -> str:
    """How many seeds have solved the problem, and the 95 % interval of their share."""
    return f"{outcome.solved} of {outcome.members} ({format_interval(*outcome.interval)})"


def describe_outcome(cell: Cell, outcome: Outcome) -> list[str]:
    """The size of a network, the accuracies of its seeds, and how many have solved the problem."""
    diverged = f"{outcome.diverged} of {outcome.members} seeds diverged"
    if outcome.has_diverged:
        return [describe_size(cell), diverged]
    low, median, high = measured(outcome, "median")
    spread = f"10–90%: {format_number(100 * low, 3)}–{format_percent(high)}"
    return [
        describe_size(cell),
        f"median accuracy {format_percent(median)}" + (f" ({spread})" if low < high else ""),
        f"solved by {describe_solved(outcome)}",
        *([diverged] if outcome.diverged else []),
    ]
