"""How much a network can tell apart: validation accuracy over depth and width, of many seeds."""

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
"""The widths in the order in which they are trained: the map tells something early."""

SIDE = 32
"""Rows and columns of a boundary's picture: a thousand numbers a network, which a server keeps."""

# A step takes about so long as this many numbers of an ensemble do by themselves, and as many
# more for every hidden layer: torch is called, whatever the size (own measurement, two cores).
_NUMBERS_PER_STEP, _NUMBERS_PER_LAYER = 80_000, 20_000


@dataclass(frozen=True)
class Outcome:
    """What the members of an ensemble have come to.

    `accuracies` [members] on the validation points, NaN for a member that diverged, and P(class 1)
    `tiles` [members, SIDE, SIDE] over the plane, rows from bottom to top, in 255ths.
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
        """Whether half of the networks or more diverged: no number is made of the others."""
        return 2 * self.diverged >= self.members

    @property
    def solved(self) -> int:
        """Number of networks that have solved the problem."""
        return int(is_solved(np.nan_to_num(self.accuracies)).sum())

    @property
    def interval(self) -> tuple[float, float]:
        """Share of all seeds that would solve the problem, with 95 % confidence."""
        return wilson_interval(self.solved, self.members)


@dataclass(frozen=True)
class Cell:
    """One network of the map, trained from as many seeds as its config has members."""

    config: RunConfig
    steps: int

    @property
    def depth(self) -> int:
        """Number of hidden layers."""
        return self.config.hidden_layers

    @property
    def width(self) -> int:
        """Units of every hidden layer; it means nothing where there is none."""
        return self.config.width

    @property
    def n_parameters(self) -> int:
        """Weights and biases of one network."""
        return architecture_of(self.config).n_parameters // self.config.ensemble_size

    @property
    def cost(self) -> float:
        """Numbers that are computed, with those in whose time torch is called."""
        units = self.depth * self.width + 1
        numbers = self.config.ensemble_size * (self.n_parameters + units * self.config.n_points / 2)
        return self.steps * (_NUMBERS_PER_STEP + _NUMBERS_PER_LAYER * self.depth + numbers)

    def run(self) -> TaskRun[Outcome]:
        """Train all seeds, and look at where they are then."""
        start = Trainer(self.config, quantities=(), scored=False).scores().train_loss.numpy()
        trainer = yield from subtask(trained(self.config, self.steps), 0, 1)
        accuracies = trainer.scores().validation_accuracy.numpy()
        return Outcome(np.where(_diverged(trainer, start), np.nan, accuracies), _tiles(trainer))


def _diverged(trainer: Trainer, start: Floats) -> NDArray[np.bool_]:
    """Which members [members] have a training loss that is not finite, or worse than at the start.

    Worse as the playground's finding has it: by a fifth, than the start and than an even guess.
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
    """The network of `base` with other layers; without any, all widths are one network."""
    layers = {"hidden_layers": depth, **({"width": width} if depth else {})}
    return Cell(base.replace(**layers), steps)


def cells(base: RunConfig, steps: int) -> tuple[Cell, ...]:
    """Every network of the map once, coarse to fine."""
    hidden = [cell(base, depth, width, steps) for width in COARSE_TO_FINE for depth in DEPTHS[1:]]
    return (cell(base, 0, 1, steps), *hidden)


@dataclass(frozen=True)
class Measure:
    """One number for what an ensemble has come to, from 0 to 1.

    `of` gives it with a lower and an upper bound, (low, value, high); `bounds` says which.
    """

    label: str
    bounds: str
    of: Callable[[Outcome], tuple[float, float, float]]


def _median(outcome: Outcome) -> tuple[float, float, float]:
    """10 %, 50 % and 90 % quantile of the accuracies; who diverged gets nothing right."""
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
    """A measure with its bounds; NaN where an ensemble has diverged."""
    if outcome.has_diverged:
        return float("nan"), float("nan"), float("nan")
    return MEASURES[measure].of(outcome)
