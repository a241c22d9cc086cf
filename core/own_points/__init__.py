"""Points of one's own: from a CSV that a stranger wrote to a text that an address can hold."""

from core.own_points.cells import decoded
from core.own_points.csv_form import Table, read_csv, write_csv
from core.own_points.error import PointsError
from core.own_points.limits import FEWEST_POINTS, MOST_BYTES, MOST_POINTS
from core.own_points.scale import scaled
from core.own_points.text_form import read_points, spell_points, too_few_to_split

__all__ = [
    "FEWEST_POINTS",
    "MOST_BYTES",
    "MOST_POINTS",
    "PointsError",
    "Table",
    "decoded",
    "points_of_csv",
    "read_csv",
    "read_points",
    "scaled",
    "spell_points",
    "too_few_to_split",
    "write_csv",
]


def points_of_csv(text: str | bytes, most: int = MOST_POINTS) -> str:
    """A CSV as `RunConfig(dataset="own", points=…)` takes its points. Raises PointsError."""
    return read_csv(text, most).spelled
