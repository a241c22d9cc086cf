"""The run at one step, as the panels see it."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from core import Trainer
from core.arrays import Floats
from core.evaluation import Scores
from core.history import SHARES
from core.metrics import HALF
from core.quantities import PROBES, Recorded
from core.success import NOT_YET, solved_now
from web.charts.style import Style

Computed = TypeVar("Computed")

GRID = 64
"""Rows and columns of the decision boundary's picture."""


@cache
def plane(side: int) -> Floats:
    """Points [side², 2] of a grid over [−1, 1]², row after row from the bottom."""
    axis = np.linspace(-1, 1, side, dtype=np.float32)
    return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)


@dataclass(frozen=True)
class Options:
    """How a person wants the panels drawn; none of these touches the run."""

    log_loss: bool = False
    smoothing: float = 0.0
    hard_classes: bool = False
    spread: str = "band"
    threshold: float = HALF


@dataclass(frozen=True)
class MemberOrder:
    """The `members` in the order of their tiles, and the `step` whose losses decided it."""

    members: NDArray[np.int64]
    step: int


def order_members(trainer: Trainer) -> MemberOrder:
    """Order the members by their present validation loss, best first.

    At step 0, where nothing is learned yet, they stand in the order of their seeds. What is not
    finite comes last.
    """
    losses = trainer.scores().validation_loss.cpu().numpy()
    if trainer.step == 0:
        losses = np.zeros(len(losses))
    best_first = np.argsort(np.nan_to_num(losses, nan=np.inf), kind="stable")
    return MemberOrder(best_first, trainer.step)


@dataclass(frozen=True)
class PanelContext:
    """What panels draw from. Arrays are computed when a panel asks, and once.

    `picked` is the member that somebody picked, if any; `theory` holds what is predicted for
    step 0, by the name of the layer quantity. `order` is that of the wall, None for the order of
    the present validation losses.
    """

    trainer: Trainer
    options: Options = field(default_factory=Options)
    style: Style = field(default_factory=Style)
    picked: int | None = None
    theory: Mapping[str, Floats] = field(default_factory=dict)
    order: MemberOrder | None = None
    _known: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, compute: Callable[[], Computed]) -> Computed:
        """Return what `compute` gives, which is called for the first panel that asks for `key`."""
        if key not in self._known:
            self._known[key] = compute()
        known: Computed = self._known[key]
        return known

    @cached_property
    def present(self) -> Recorded:
        """What quantities are computed from, of this step."""
        return self.trainer.present()

    @property
    def members(self) -> int:
        """Number of networks in the run."""
        return self.trainer.config.ensemble_size

    @property
    def member(self) -> int:
        """The member that is shown by itself: the picked one, or the first."""
        return self.picked or 0

    @property
    def seed(self) -> int:
        """Seed of the shown member."""
        return self.trainer.config.seed + self.member

    @cached_property
    def scores(self) -> Scores:
        """Losses and accuracies of every member at this step."""
        return self.trainer.scores()

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Whether each member [members] has solved the problem at this step."""
        accuracies = self.scores.validation_accuracy.cpu().numpy()
        return solved_now(accuracies, self.trainer.dataset)

    @property
    def first_solved(self) -> NDArray[np.int64]:
        """Step [members] at which each member first had solved the problem, or NOT_YET.

        Not every step is recorded; the present one counts all the same.
        """
        recorded = self.trainer.solved
        return np.where(self.solved & (recorded == NOT_YET), self.trainer.step, recorded)

    @cached_property
    def half_width(self) -> float:
        """Half the side of the square of the plane that is shown."""
        return self.trainer.dataset.half_width()

    @cached_property
    def surface(self) -> Floats:
        """P(class 1) [GRID, GRID] over the shown square, rows from bottom to top."""
        return self._probabilities(self.half_width * plane(GRID)).reshape(GRID, GRID)

    def tiles(self, side: int) -> Floats:
        """P(class 1) [members, side, side] of every member, rows from bottom to top."""
        points = self.half_width * plane(side)
        return self.trainer.probabilities(points).reshape(self.members, side, side)

    @cached_property
    def train_probabilities(self) -> Floats:
        """P(class 1) at the training points [N]."""
        return self._probabilities(self.trainer.dataset.x_train.numpy())

    @cached_property
    def validation_probabilities(self) -> Floats:
        """P(class 1) at the validation points [N]."""
        return self._probabilities(self.trainer.dataset.x_validation.numpy())

    @cached_property
    def answers(self) -> dict[str, tuple[Floats, Floats]]:
        """P(class 1) [members, N] of every member at each set's points, and their labels [N]."""
        data = self.trainer.dataset
        points = torch.cat([data.x_train, data.x_validation])
        train, validation = np.split(self.trainer.probabilities(points), [len(data.y_train)], 1)
        return {
            "training": (train, data.y_train.numpy()),
            "validation": (validation, data.y_validation.numpy()),
        }

    def history(self, name: str) -> Floats:
        """One recorded score [rows], or layer quantity [rows, layers], of the shown member."""
        return self.everyone(name)[:, self.member]

    def quantiles(self, name: str) -> Floats:
        """10 %, 50 % and 90 % quantile over the members, [rows, 3] or [rows, 3, layers]."""
        if name in self.trainer.history:
            return self.trainer.history.quantiles(name)
        return self._unread(name, len(SHARES))

    def everyone(self, name: str) -> Floats:
        """One recorded score [rows, members], or layer quantity [rows, members, layers]."""
        if name in self.trainer.history:
            return self.trainer.history.column(name)
        return self._unread(name, self.members)

    def predicted(self, name: str) -> Floats | None:
        """What theory says of a layer quantity [layers] at step 0; None where it says nothing."""
        return self.theory.get(name)

    def steps(self) -> NDArray[np.int64]:
        """The recorded steps [rows]."""
        return self.trainer.history.steps()

    def _unread(self, name: str, columns: int) -> Floats:
        """NaN in the place of a probe that has not been read yet."""
        layers = [self.trainer.config.hidden_layers + 1] if PROBES[name].per_layer else []
        return np.full((len(self.trainer.history), columns, *layers), np.nan)

    def _probabilities(self, points: Floats) -> Floats:
        only = slice(self.member, self.member + 1)
        return self.trainer.probabilities(points, only)[0]
