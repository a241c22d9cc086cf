"""What the catalogues of choices have in common."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """A number that belongs to some choices only, such as the momentum of an optimizer."""

    label: str
    default: float
    low: float
    high: float
    help: str
