"""Networks of the capacity page, and what they have come to, in words."""

from core.laboratory.capacity import Cell, Outcome, measured
from pages.numerals import numeral


def named(cell: Cell) -> str:
    """A network in words."""
    if not cell.depth:
        return "no hidden layer"
    layers = "1 hidden layer" if cell.depth == 1 else f"{cell.depth} hidden layers"
    return f"{layers} of {cell.width} unit{'s' if cell.width > 1 else ''}"


def percent(share: float) -> str:
    """A share of 1, to a tenth of a percent."""
    return f"{numeral(100 * share, 3)}%"


def solved_by(outcome: Outcome) -> str:
    """From how many seeds a network solves the problem, and the 95 % interval of the share."""
    low, high = outcome.interval
    return f"{outcome.solved} of {outcome.members} ({low:.0%} to {high:.0%})"


def said(cell: Cell, outcome: Outcome) -> str:
    """What one network has come to: its size, the accuracies of its seeds, who solved it."""
    size = f"{named(cell)}, {cell.n_parameters} parameters"
    if 2 * outcome.diverged >= outcome.members:
        return f"{size}: {outcome.diverged} of {outcome.members} seeds diverged"
    low, median, high = measured(outcome, "median")
    diverged = f"; {outcome.diverged} diverged" if outcome.diverged else ""
    return (
        f"{size}: median accuracy {percent(median)}, 10–90% of the seeds {percent(low)} to "
        f"{percent(high)}; solved by {solved_by(outcome)}{diverged}"
    )
