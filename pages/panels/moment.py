"""The run at one step, as the panels see it."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core import Trainer
from pages.panels.style import Style

GRID = 64
"""Rows and columns of the decision boundary's picture."""

_AXIS = np.linspace(-1, 1, GRID, dtype=np.float32)
_PLANE = np.stack(np.meshgrid(_AXIS, _AXIS), axis=-1).reshape(-1, 2)


@dataclass(frozen=True)
class Options:
    """How a person wants the panels drawn; none of these touches the run."""

    log_loss: bool = False
    smoothing: float = 0.0
    hard_classes: bool = False


@dataclass(frozen=True)
class Moment:
    """What panels draw from. Arrays are computed when a panel asks, and once."""

    trainer: Trainer
    options: Options = field(default_factory=Options)
    style: Style = field(default_factory=Style)
    member: int = 0

    @cached_property
    def half_width(self) -> float:
        """Half the side of the square of the plane that is shown."""
        return self.trainer.dataset.half_width()

    @cached_property
    def surface(self) -> NDArray[np.floating]:
        """P(class 1) [GRID, GRID] over the shown square, rows from bottom to top."""
        return self._probabilities(self.half_width * _PLANE).reshape(GRID, GRID)

    @cached_property
    def train_probabilities(self) -> NDArray[np.floating]:
        """P(class 1) at the training points [N]."""
        return self._probabilities(self.trainer.dataset.x_train.numpy())

    @cached_property
    def validation_probabilities(self) -> NDArray[np.floating]:
        """P(class 1) at the validation points [N]."""
        return self._probabilities(self.trainer.dataset.x_validation.numpy())

    def history(self, name: str) -> NDArray[np.floating]:
        """One recorded score [rows], or layer quantity [rows, layers], of the shown member."""
        return self.trainer.history.column(name)[:, self.member]

    def steps(self) -> NDArray[np.int64]:
        """The recorded steps [rows]."""
        return self.trainer.history.steps()

    def _probabilities(self, points: NDArray[np.floating]) -> NDArray[np.floating]:
        only = slice(self.member, self.member + 1)
        return self.trainer.probabilities(points, only)[0]
