"""The recorded steps of a run, in bounded memory."""

from collections.abc import Mapping
from math import prod
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.arrays import Floats

Number = TypeVar("Number", bound=np.generic)
SCORES = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")

# Most rows of a history of few members and layers, and most numbers of one of many.
CAPACITY = 1000
_MAX_NUMBERS = 4_000_000
_MIN_ROWS = 32

SHARES = (0.1, 0.5, 0.9)
"""The quantiles over the members that `History.quantiles` gives."""


class History:
    """Columns of numbers for the recorded steps: those that `stride` divides.

    A column has one number a member, or one a member and layer. When `capacity` rows are full every
    second one is dropped and the stride doubles: a run of an hour takes no more memory than one of
    a minute. Which steps are kept depends on their number only, not on the calls that took them.
    """

    def __init__(
        self, columns: Mapping[str, tuple[int, ...]], capacity: int = CAPACITY, stride: int = 1
    ) -> None:
        """`columns`: name → shape of one row, (members,) or (members, layers).

        `stride` is the initial stride, a power of two.
        """
        numbers = sum(prod(shape) for shape in columns.values())
        capacity = min(capacity, max(_MAX_NUMBERS // max(numbers, 1), _MIN_ROWS))
        self.capacity = capacity + capacity % 2
        self.stride = stride
        self._rows = 0
        self._steps = np.zeros(self.capacity, dtype=np.int64)
        self._columns: dict[str, Floats] = {
            name: np.zeros((self.capacity, *shape)) for name, shape in columns.items()
        }
        # Quantiles of a column, and for how many of its rows they are computed; the others are
        # computed when asked for.
        self._quantiles: dict[str, tuple[Floats, int]] = {}

    def __len__(self) -> int:
        return self._rows

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def should_record(self, step: int) -> bool:
        """Whether this step is one of the recorded ones."""
        return step % self.stride == 0

    def append(self, steps: list[int], columns: Mapping[str, Floats]) -> None:
        """Add rows: `steps` ascending, and for each column an array [rows, members, …].

        A column that is missing is NaN in these rows; a new column is NaN in all earlier rows.
        """
        for name, values in columns.items():
            if name not in self._columns:
                self._columns[name] = np.zeros((self.capacity, *values.shape[1:]))
                self._columns[name][: self._rows] = np.nan
        for row, step in enumerate(steps):
            if not self.should_record(step):
                continue
            if self._rows == self.capacity:
                self._halve()
                if not self.should_record(step):
                    continue
            self._steps[self._rows] = step
            for name, column in self._columns.items():
                column[self._rows] = columns[name][row] if name in columns else np.nan
            self._rows += 1

    def forget_after(self, step: int) -> None:
        """Drop the rows of later steps."""
        self._rows = int(np.searchsorted(self.steps(), step, side="right"))
        self._quantiles = {
            name: (values, min(known, self._rows))
            for name, (values, known) in self._quantiles.items()
        }

    def _halve(self) -> None:
        """Drop every second row. Makes new arrays: views handed out earlier do not change."""
        self.stride *= 2
        self._rows //= 2
        self._steps = _every_second(self._steps)
        self._columns = {name: _every_second(values) for name, values in self._columns.items()}
        self._quantiles = {
            name: (_every_second(values), (known + 1) // 2)
            for name, (values, known) in self._quantiles.items()
        }

    def steps(self) -> NDArray[np.int64]:
        """The recorded steps [rows], as a view that later rows do not change."""
        return self._steps[: self._rows]

    def column(self, name: str) -> Floats:
        """One column, [rows, members] or [rows, members, layers], as a view."""
        return self._columns[name][: self._rows]

    def quantiles(self, name: str) -> Floats:
        """The quantiles SHARES over the members, [rows, 3] or [rows, 3, layers], as a view.

        NaN counts as larger than every number: in losses and gradients it comes after infinity.
        """
        column = self._columns[name]
        if name not in self._quantiles:
            shape = (self.capacity, len(SHARES), *column.shape[2:])
            self._quantiles[name] = np.zeros(shape), 0
        values, known = self._quantiles[name]
        values[known : self._rows] = _quantiles(column[known : self._rows])
        self._quantiles[name] = values, self._rows
        return values[: self._rows]

    def frame(self) -> pd.DataFrame:
        """One row a recorded step and member: step, member and all columns without layers."""
        return self._frame("member")

    def layers(self) -> pd.DataFrame:
        """One row a recorded step, member and layer: those three and all columns with layers.

        Layers count from 0, the first hidden layer, to the output.
        """
        return self._frame("member", "layer")

    def _frame(self, *places: str) -> pd.DataFrame:
        """The columns whose rows have these dimensions, flat, with the index of each number."""
        chosen = {
            name: self.column(name)
            for name, values in self._columns.items()
            if values.ndim == 1 + len(places)
        }
        if not chosen:
            return pd.DataFrame(columns=["step", *places])
        rows, *indices = np.indices(next(iter(chosen.values())).shape)
        return pd.DataFrame(
            {"step": self.steps()[rows.ravel()]}
            | {name: index.ravel() for name, index in zip(places, indices, strict=True)}
            | {name: values.ravel() for name, values in chosen.items()}
        )


def _every_second(values: NDArray[Number]) -> NDArray[Number]:
    kept = np.zeros_like(values)
    kept[: len(values) // 2] = values[::2]
    return kept


def _quantiles(column: Floats) -> Floats:
    """Quantiles SHARES over axis 1, which they replace; interpolated like `numpy.quantile`.

    Many times faster than `numpy.quantile` where there are few members.
    """
    ordered = np.sort(column, axis=1)
    last = column.shape[1] - 1
    places = [last * share for share in SHARES]
    return np.stack([_between(ordered, place) for place in places], axis=1)


def _between(ordered: Floats, place: float) -> Floats:
    """Entry `place` along axis 1; between two entries, their weighted mean."""
    low, share = int(place), place - int(place)
    if not share:
        return ordered[:, low]
    return (1 - share) * ordered[:, low] + share * ordered[:, low + 1]
