"""What a run needs besides an entry of a catalogue."""

from core.datasets import OWN
from core.own_points import points_of_csv

FEW_POINTS = points_of_csv("".join(f"{i % 5},{i % 7},{(i % 5) * (i % 7) > 7}\n" for i in range(40)))
"""The text of 40 points of two classes."""


def with_entry(field, name):
    """The values of a config that has chosen an entry, as they are and as text."""
    return {field: name} | ({"points": FEW_POINTS} if name == OWN else {})
