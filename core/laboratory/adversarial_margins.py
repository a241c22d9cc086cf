"""Distance of many points from the other class: over the plane, and for many networks."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.arrays import Floats
from core.config import RunConfig
from core.laboratory.adversarial import (
    Logit,
    class_of,
    logit_of,
    loss_gradient,
    smallest_along,
    smallest_pgd,
    unit,
)
from core.laboratory.adversarial_boundary import Norm, boundary_segments, l_infinity, nearest_on
from core.laboratory.adversarial_point import METHODS
from core.tasks import Progress, TaskRun, subtask, trained
from core.trainer import Trainer

SIDE = 49
"""Rows and columns of the map."""

TILES = 4
TILE_CELLS = 64
"""The boundary is searched tile by tile, in TILES² square tiles of TILE_CELLS² cells; its segments
are about as long as a cell. A map searches a square of twice the plane's side."""

Measure = Callable[[Tensor], Tensor]
"""Maps points or vectors [n, 2] to numbers [n] or vectors [n, 2]."""

LARGEST_EPSILON = 2.0
"""The largest ε of an attack on validation points; their boundary is searched up to there."""

TRAINING_COST = 1 / 600
BOUNDARY_COST = 0.3
PGD_COST, PGD_STEP_COST = 3.0, 2.5
"""Costs of a training step, of the search for the boundary, and of PGD and each of its steps from
all places of the map. The unit is a line search from all places; measured with networks of 2 to 4
layers."""

AT_ONCE = 16
PGD_AT_ONCE = 4
"""Points of one batch: a few ms for a small network."""

STOPS = 64
PGD_STOPS = 32
ROUNDS = 2
"""Distances tried at once, and rounds of refinement: exact to a thousandth of the largest
distance."""


@dataclass(frozen=True)
class MarginMap:
    """Distances from the other class over the plane [−half, half]², and at the training points.

    `plane` [SIDE, SIDE] goes row after row from the bottom, `training` is [n_train]. Both are
    infinite beyond `half`, and NaN where not computed yet. `right` [n_train] marks the training
    points that the network classifies correctly.
    """

    half: float
    plane: Floats
    training: Floats
    right: NDArray[np.bool_]

    @property
    def median(self) -> float:
        """Median distance of the correctly classified training points; NaN if there are none."""
        known = self.right & ~np.isnan(self.training)
        return float(np.median(self.training[known])) if known.any() else float("nan")

    @property
    def unreached(self) -> float:
        """Share of the plane's computed points that have no other class within `half`."""
        known = self.plane[~np.isnan(self.plane)]
        return float(np.isinf(known).mean()) if len(known) else 0.0


@dataclass(frozen=True)
class MapTask:
    """The task of computing the map of one of METHODS; only PGD has `pgd_steps`."""

    config: RunConfig
    steps: int
    method: str
    pgd_steps: int | None = None

    @property
    def cost(self) -> float:
        """In units of a line search from all points."""
        return self._training_cost + self._search_cost + self._measuring_cost

    @property
    def _training_cost(self) -> float:
        return self.steps * TRAINING_COST

    @property
    def _search_cost(self) -> float:
        return BOUNDARY_COST if METHODS[self.method].searched else 0.0

    @property
    def _measuring_cost(self) -> float:
        return PGD_COST + PGD_STEP_COST * self.pgd_steps if self.pgd_steps else 1.0

    def run(self) -> TaskRun[MarginMap]:
        """Train, then measure the training points, then the plane."""
        fit = self._training_cost / self.cost
        ready = fit + self._search_cost / self.cost
        trainer = yield from subtask(trained(self.config, self.steps), 0, fit)
        half, inputs = trainer.dataset.half_width(), trainer.dataset.x_train.double()
        logit = logit_of(trainer)
        measure = yield from subtask(
            _measure(self.method, logit, half, self.pgd_steps or 1), fit, ready
        )
        points = torch.cat([inputs, plane(half)])
        distances = torch.full((len(points),), torch.nan, dtype=torch.float64)
        right = class_of(logit(inputs)) == trainer.dataset.y_train
        at_once = PGD_AT_ONCE if self.method == "pgd" else AT_ONCE
        for first in range(0, len(points), at_once):
            some = slice(first, first + at_once)
            distances[some] = measure(points[some])
            partial_result = _map(half, distances.clone(), right)
            yield Progress(ready + (1 - ready) * first / len(points), partial_result)
        return _map(half, distances, right)


def _map(half: float, distances: Tensor, right: Tensor) -> MarginMap:
    """The map from distances [n_train + SIDE²], those of the training points first."""
    training, of_plane = distances.numpy()[: len(right)], distances.numpy()[len(right) :]
    return MarginMap(half, of_plane.reshape(SIDE, SIDE), training, right.numpy())


def _measure(method: str, logit: Logit, reach: float, pgd_steps: int) -> TaskRun[Measure]:
    """A function that returns the distances of points by one of METHODS."""
    if method == "pgd":
        return lambda x: smallest_pgd(logit, x, pgd_steps, reach, PGD_STOPS, ROUNDS)
    if METHODS[method].searched:
        return (yield from _search(METHODS[method].norm, logit, reach, reach))
    direction = torch.sign if method == "fgsm" else unit
    return lambda x: _along_gradient(logit, x, direction, reach)


def _search(norm: Norm, logit: Logit, half: float, reach: float) -> TaskRun[Measure]:
    """A function that returns the distances, up to `reach`, of points in [−half, half]²."""
    segments = yield from _boundary(logit, half + reach)
    return lambda x: _within(nearest_on(segments, x, norm)[0], reach)


def _along_gradient(logit: Logit, points: Tensor, direction: Measure, reach: float) -> Tensor:
    """Smallest distances [n] along `direction(gradient of the loss)`."""
    gradient = loss_gradient(logit, points, class_of(logit(points)))
    return smallest_along(logit, points, direction(gradient), reach, STOPS, ROUNDS)


def plane(half: float) -> Tensor:
    """Points [SIDE², 2] of a grid over [−half, half]², row after row from the bottom."""
    axis = torch.linspace(-half, half, SIDE, dtype=torch.float64)
    x1, x0 = torch.meshgrid(axis, axis, indexing="ij")
    return torch.stack([x0, x1], dim=-1).reshape(-1, 2)


def _boundary(logit: Logit, half: float) -> TaskRun[Tensor]:
    """Segments [n, 2, 2] of the boundary in [−half, half]²."""
    centres = (torch.arange(TILES, dtype=torch.float64) * 2 + 1 - TILES) * half / TILES
    segments = []
    for i, x0 in enumerate(centres):
        for j, x1 in enumerate(centres):
            centre = torch.stack([x0, x1])
            segments.append(boundary_segments(logit, centre, half / TILES, TILE_CELLS))
            yield Progress((i * TILES + j) / TILES**2)
    return torch.cat(segments)


def _within(distances: Tensor, reach: float) -> Tensor:
    """Distances up to `reach`; infinite beyond it, where the boundary was not searched for."""
    return torch.where(distances <= reach, distances, torch.inf)


@dataclass(frozen=True)
class Robustness:
    """L∞ distances [members, n_validation] of validation points from the other class.

    By FGSM and by the search; infinite beyond `reach`. `right` [members, n_validation] marks the
    points that a member classifies correctly, `finite` [members] the members without a NaN or
    infinite parameter.
    """

    reach: float
    fgsm: Floats
    nearest: Floats
    right: NDArray[np.bool_]
    finite: NDArray[np.bool_]

    @property
    def accuracies(self) -> Floats:
        """Share [members] of correctly classified points; NaN for a member that diverged."""
        return np.where(self.finite, self.right.mean(axis=1), np.nan)

    def margins(self, method: str) -> Floats:
        """Median distance [members] of the correctly classified points, by "fgsm" or "nearest".

        Infinite if half of them have no other class in reach, NaN for a member that diverged.
        """
        distances: Floats = getattr(self, method)
        medians = [
            np.median(row[right]) if finite and right.any() else np.nan
            for row, right, finite in zip(distances, self.right, self.finite, strict=True)
        ]
        return np.array(medians)

    def kept(self, epsilon: float) -> Floats:
        """Share [members] of points that no attack of this ε can get misclassified.

        Raises ValueError for an ε beyond `reach`, where the boundary was not searched.
        """
        if epsilon > self.reach:
            raise ValueError(f"epsilon = {epsilon}: at most {self.reach}")
        return np.where(self.finite, (self.right & (self.nearest > epsilon)).mean(axis=1), np.nan)


@dataclass(frozen=True)
class RobustnessTask:
    """The task of measuring the robustness of every member of a run after `steps` steps."""

    config: RunConfig
    steps: int

    @property
    def cost(self) -> float:
        """A constant plus the width, in any unit: most of the time does not depend on the width."""
        return 40.0 + self.config.width

    def run(self) -> TaskRun[Robustness]:
        """Train all members at once, then measure one after the other."""
        trainer = yield from subtask(trained(self.config, self.steps), 0, 0.4)
        rows, members = [], self.config.ensemble_size
        for member in range(members):
            ends = (0.4 + 0.6 * (member + i) / members for i in (0, 1))
            rows.append((yield from subtask(_of_member(trainer, member), *ends)))
        fgsm, nearest, right = (np.stack(column) for column in zip(*rows, strict=True))
        return Robustness(_reach(trainer), fgsm, nearest, right, _finite(trainer).numpy())


def _reach(trainer: Trainer) -> float:
    """Largest distance of an attack: LARGEST_EPSILON, or half the plane's side if that is more."""
    return max(trainer.dataset.half_width(), LARGEST_EPSILON)


def _finite(trainer: Trainer) -> Tensor:
    """Which members [members] have finite parameters only; none if the run diverged."""
    layers = [
        layer.flatten(1).isfinite().all(1) for pair in trainer.ensemble.layers for layer in pair
    ]
    return torch.stack(layers).all(0) & torch.tensor(trainer.divergence is None)


def _of_member(trainer: Trainer, member: int) -> TaskRun[tuple[Floats, Floats, NDArray[np.bool_]]]:
    """FGSM distance, nearest distance and correctness of the validation points, each [n]."""
    data, reach, logit = trainer.dataset, _reach(trainer), logit_of(trainer, member)
    points = data.x_validation.double()
    logits = logit(points)
    search = yield from subtask(_search(l_infinity, logit, data.half_width(), reach), 0, 0.7)
    nearest = []
    for some in torch.split(points, AT_ONCE):
        nearest.append(search(some))
        yield Progress(0.7 + 0.3 * len(nearest) * AT_ONCE / (len(points) + AT_ONCE))
    fgsm = _along_gradient(logit, points, torch.sign, reach)
    right = (class_of(logits) == data.y_validation) & logits.isfinite()
    return fgsm.numpy(), torch.cat(nearest).numpy(), right.numpy()
