"""What was recorded, bounded in memory."""

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)

SCORES = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")

# Rows at most where members and layers are few, and numbers at most where they are many.
CAPACITY = 1000
_MAX_NUMBERS = 4_000_000


class History:
    """Scores and layer quantities of the recorded steps: those that `stride` divides.

    When `capacity` rows are full every second one is dropped and the stride doubles: a run of an
    hour takes no more memory than one of a minute, and which steps are kept depends on how many
    were taken, not on how they were sliced.
    """

    def __init__(
        self,
        members: int,
        layers: int,
        quantities: Iterable[str],
        scored: bool = True,
        capacity: int | None = None,
    ) -> None:
        self.quantities = tuple(quantities)
        self.scored = scored
        if capacity is None:
            row = members * (len(SCORES) + layers * len(self.quantities))
            capacity = min(CAPACITY, max(_MAX_NUMBERS // row, 32))
        self.capacity = capacity + capacity % 2
        self.stride = 1
        self._rows = 0
        self._steps = np.zeros(self.capacity, dtype=np.int64)
        self._columns: dict[str, NDArray[np.floating]] = {
            **{name: np.zeros((self.capacity, members)) for name in SCORES if scored},
            **{name: np.zeros((self.capacity, members, layers)) for name in self.quantities},
        }

    def __len__(self) -> int:
        return self._rows

    def wants(self, step: int) -> bool:
        """Whether this step is one of the recorded ones."""
        return step % self.stride == 0

    def append(self, steps: list[int], columns: dict[str, NDArray[np.floating]]) -> None:
        """Add rows: `steps` ascending, and for every column an array [rows, members, …]."""
        for row, step in enumerate(steps):
            if not self.wants(step):
                continue
            if self._rows == self.capacity:
                self._halve()
                if not self.wants(step):
                    continue
            self._steps[self._rows] = step
            for name, values in columns.items():
                self._columns[name][self._rows] = values[row]
            self._rows += 1

    def _halve(self) -> None:
        """Drop every second row. New arrays: views handed out earlier keep what they show."""
        self.stride *= 2
        self._rows //= 2
        self._steps = _every_second(self._steps)
        self._columns = {name: _every_second(values) for name, values in self._columns.items()}

    def steps(self) -> NDArray[np.int64]:
        """The recorded steps [rows], as a view that later rows do not change."""
        return self._steps[: self._rows]

    def column(self, name: str) -> NDArray[np.floating]:
        """One score [rows, members] or layer quantity [rows, members, layers], as a view."""
        return self._columns[name][: self._rows]

    def frame(self) -> pd.DataFrame:
        """One row a recorded step and member: step, member and the scores."""
        shape = self.column(SCORES[0]).shape
        return pd.DataFrame(
            self._index(shape, "member") | {name: self.column(name).ravel() for name in SCORES}
        )

    def layers(self) -> pd.DataFrame:
        """One row a recorded step, member and layer: those three and the layer quantities.

        Layers count from 0, the first hidden layer, to the output.
        """
        shape = self.column(self.quantities[0]).shape
        return pd.DataFrame(
            self._index(shape, "member", "layer")
            | {name: self.column(name).ravel() for name in self.quantities}
        )

    def _index(self, shape: tuple[int, ...], *names: str) -> dict[str, NDArray[np.int64]]:
        """The columns that say where each number of a raveled array of `shape` belongs."""
        rows, *places = np.indices(shape)
        return {"step": self.steps()[rows.ravel()]} | {
            name: place.ravel() for name, place in zip(names, places, strict=True)
        }


def _every_second(values: NDArray[Number]) -> NDArray[Number]:
    kept = np.zeros_like(values)
    kept[: len(values) // 2] = values[::2]
    return kept
