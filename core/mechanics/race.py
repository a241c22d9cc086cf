"""Optimizers of `torch.optim` from one start on one surface."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn, optim

from core.arrays import Floats
from core.mechanics.surfaces import Surface
from core.optimizers import OPTIMIZERS

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
"""Learning rates that `race_at_best` tries."""

LOST = 1e6
"""A parameter beyond this has diverged: nobody comes back from so far outside the window."""


@dataclass(frozen=True)
class Racer:
    """What one optimizer did: `path` [steps + 1, 2] and `losses` [steps + 1], from the start on.

    `arrived_after` is the number of steps from which on its loss stays at or below the target, to
    the end of the race: passing by is not arriving. One that diverged has a shorter path, and
    `diverged_after` steps were too many. None where that did not happen.
    """

    learning_rate: float
    path: Floats
    losses: Floats
    arrived_after: int | None
    diverged_after: int | None


def race(
    surface: Surface,
    entries: Sequence[tuple[str, float]],
    start: tuple[float, float],
    steps: int,
    target: float,
) -> list[Racer]:
    """Run every entry, an optimizer with its default parameters and a learning rate, in float64.

    All parameters lie in one tensor [entries, 2], so that one backward pass serves everybody: the
    rows do not touch each other, and each has an optimizer of its own.
    """
    w = torch.tensor(start, dtype=torch.float64).repeat(len(entries), 1).requires_grad_()
    w.grad = torch.zeros_like(w)
    optimizers = [
        build_optimizer(name, _row(w, w.grad, row), rate)
        for row, (name, rate) in enumerate(entries)
    ]
    paths = torch.empty(steps + 1, len(entries), 2, dtype=torch.float64)
    losses = torch.empty(steps + 1, len(entries), dtype=torch.float64)
    for step in range(steps + 1):
        loss = surface.function(w)
        paths[step], losses[step] = w.detach(), loss.detach()
        w.grad.zero_()
        loss.sum().backward()  # type: ignore[no-untyped-call]
        for optimizer in optimizers:
            optimizer.step()
    return [
        _racer(rate, paths[:, row].numpy(), losses[:, row].numpy(), target)
        for row, (_, rate) in enumerate(entries)
    ]


def _row(w: Tensor, gradient: Tensor, row: int) -> nn.Parameter:
    """One row of `w` as a parameter of its own, with the memory of its gradient."""
    parameter = nn.Parameter(w.detach()[row])
    parameter.grad = gradient[row]
    return parameter


def build_optimizer(name: str, parameter: nn.Parameter, learning_rate: float) -> optim.Optimizer:
    """An optimizer of the catalogue with the default values of its own parameters."""
    return OPTIMIZERS[name].build([parameter], lr=learning_rate, **defaults_of(name))


def defaults_of(name: str) -> dict[str, float]:
    """Default values of an optimizer's own parameters."""
    return {own: parameter.default for own, parameter in OPTIMIZERS[name].parameters.items()}


def _racer(learning_rate: float, path: Floats, losses: Floats, target: float) -> Racer:
    lost = ~np.isfinite(losses) | ~(np.abs(path).max(axis=1) <= LOST)
    end = int(np.argmax(lost)) if lost.any() else len(losses)
    late = np.flatnonzero(losses[:end] > target)
    arrived = int(late[-1]) + 1 if len(late) else 0
    return Racer(
        learning_rate,
        path[:end],
        losses[:end],
        arrived if arrived < len(losses) and not lost.any() else None,
        end if lost.any() else None,
    )


def race_at_best(
    surface: Surface,
    optimizers: Iterable[str],
    start: tuple[float, float],
    steps: int,
    target: float,
) -> list[Racer]:
    """Run each optimizer at that one of `RATES` which serves it best.

    Best is who arrives first; where none does, who has the smallest loss at the end.
    """
    names = list(optimizers)
    racers = race(surface, [(n, rate) for n in names for rate in RATES], start, steps, target)
    return [min(racers[i : i + len(RATES)], key=_rank) for i in range(0, len(racers), len(RATES))]


def _rank(racer: Racer) -> tuple[float, float]:
    """Who arrives comes before who does not, and who stays before who diverges."""
    end = math.inf if racer.diverged_after is not None else float(racer.losses[-1])
    return (math.inf if racer.arrived_after is None else racer.arrived_after), end
