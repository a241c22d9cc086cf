"""The capacity map: validation accuracy over depth and width, each from many seeds."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.config import RunConfig
from core.diagnosis.learning_rate_too_large import WORSE
from core.ensemble import architecture_of
from core.history import SHARES
from core.losses import LOSSES
from core.success import is_solved, wilson_interval
from core.tasks import TaskRun, subtask, trained
from core.trainer import Trainer

DEPTHS = range(4)
"""Hidden layers of the networks on the map."""

WIDTHS = range(1, 17)
"""Units of every hidden layer."""

COARSE_TO_FINE = (4, 2, 8, 16, 1, 3, 6, 12, 5, 10, 14, 7, 9, 11, 13, 15)
"""The widths in the order in which they are trained, so that the map is informative early."""

SIDE = 32
"""Rows and columns of a boundary's picture: about a thousand numbers, which the server keeps."""

# The overhead of calling torch, for a step and for each hidden layer in it, counted in how many
# numbers of an ensemble are computed in that time (own measurement, two cores).
_NUMBERS_PER_STEP, _NUMBERS_PER_LAYER = 80_000, 20_000


@dataclass(frozen=True)
class Outcome:
    """The state of the members of an ensemble after training.

    `accuracies` [members] are on the validation points, NaN for a member that diverged. `tiles`
    [members, SIDE, SIDE] are P(class 1) over the plane in 255ths, rows from bottom to top.
    """

    accuracies: Floats
    tiles: NDArray[np.uint8]

    @property
    def members(self) -> int:
        """Number of networks."""
        return len(self.accuracies)

    @property
    def diverged(self) -> int:
        """Number of networks that diverged."""
        return int(np.isnan(self.accuracies).sum())

    @property
    def has_diverged(self) -> bool:
        """Whether half of the networks or more diverged: then no measure is computed."""
        return 2 * self.diverged >= self.members

    @property
    def solved(self) -> int:
        """Number of networks that have solved the problem."""
        return int(is_solved(np.nan_to_num(self.accuracies)).sum())

    @property
    def interval(self) -> tuple[float, float]:
        """95 % confidence interval of the share of seeds that solve the problem."""
        return wilson_interval(self.solved, self.members)


@dataclass(frozen=True)
class Cell:
    """The task of training one network of the map, from as many seeds as its config has members."""

    config: RunConfig
    steps: int

    @property
    def depth(self) -> int:
        """Number of hidden layers."""
        return self.config.hidden_layers

    @property
    def width(self) -> int:
        """Units of every hidden layer; without effect if there is none."""
        return self.config.width

    @property
    def n_parameters(self) -> int:
        """Weights and biases of one network."""
        return architecture_of(self.config).n_parameters // self.config.ensemble_size

    @property
    def cost(self) -> float:
        """Numbers that are computed, including the overhead of calling torch in the same unit."""
        units = self.depth * self.width + 1
        numbers = self.config.ensemble_size * (self.n_parameters + units * self.config.n_points / 2)
        return self.steps * (_NUMBERS_PER_STEP + _NUMBERS_PER_LAYER * self.depth + numbers)

    def run(self) -> TaskRun[Outcome]:
        """Train all seeds, then compute their accuracies and tiles."""
        start = Trainer(self.config, quantities=(), scored=False).scores().train_loss.numpy()
        trainer = yield from subtask(trained(self.config, self.steps), 0, 1)
        accuracies = trainer.scores().validation_accuracy.numpy()
        return Outcome(np.where(_diverged(trainer, start), np.nan, accuracies), _tiles(trainer))


def _diverged(trainer: Trainer, start: Floats) -> NDArray[np.bool_]:
    """Which members [members] have a training loss that is not finite, or worse than at the start.

    Worse than the start, and than P = ½ everywhere, by the factor of the playground's finding.
    """
    if trainer.divergence:
        return np.full(len(start), True)
    losses = trainer.scores().train_loss.numpy()
    chance = LOSSES[trainer.config.loss].chance
    return ~(losses < WORSE * np.maximum(start, chance))


def _tiles(trainer: Trainer) -> NDArray[np.uint8]:
    axis = trainer.dataset.half_width() * np.linspace(-1, 1, SIDE, dtype=np.float32)
    points = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    probabilities = np.nan_to_num(trainer.probabilities(points), nan=0.5)
    return np.round(255 * probabilities).astype(np.uint8).reshape(-1, SIDE, SIDE)


def cell(base: RunConfig, depth: int, width: int, steps: int) -> Cell:
    """The network of `base` with this depth and width; at depth 0 all widths are one network."""
    layers = {"hidden_layers": depth, **({"width": width} if depth else {})}
    return Cell(base.replace(**layers), steps)


def cells(base: RunConfig, steps: int) -> tuple[Cell, ...]:
    """Every network of the map once, from coarse to fine."""
    hidden = [cell(base, depth, width, steps) for width in COARSE_TO_FINE for depth in DEPTHS[1:]]
    return (cell(base, 0, 1, steps), *hidden)


@dataclass(frozen=True)
class Measure:
    """One number from 0 to 1 for an outcome.

    `of` returns it with a lower and an upper bound, (low, value, high); `bounds` names these.
    """

    label: str
    bounds: str
    of: Callable[[Outcome], tuple[float, float, float]]


def _median(outcome: Outcome) -> tuple[float, float, float]:
    """10 %, 50 % and 90 % quantile of the accuracies; a member that diverged counts as 0."""
    low, median, high = np.quantile(np.nan_to_num(outcome.accuracies), SHARES)
    return float(low), float(median), float(high)


def _best(outcome: Outcome) -> tuple[float, float, float]:
    best = float(np.nan_to_num(outcome.accuracies).max())
    return best, best, best


def _solved(outcome: Outcome) -> tuple[float, float, float]:
    low, high = outcome.interval
    return low, outcome.solved / outcome.members, high


MEASURES = {
    "median": Measure("median validation accuracy", "10–90% of the seeds", _median),
    "best": Measure("best validation accuracy", "", _best),
    "solved": Measure("share of seeds that solve it", "95% interval", _solved),
}


def measured(outcome: Outcome, measure: str) -> tuple[float, float, float]:
    """(low, value, high) of one of MEASURES; NaN if the ensemble has diverged."""
    if outcome.has_diverged:
        return float("nan"), float("nan"), float("nan")
    return MEASURES[measure].of(outcome)
