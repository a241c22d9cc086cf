"""Several optimizers of `torch.optim` on one surface, from the same start."""

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
"""An absolute value of a parameter beyond which it has diverged: none comes back from there."""


@dataclass(frozen=True)
class Racer:
    """The path [steps + 1, 2] of one optimizer and its losses [steps + 1], from the start.

    `arrived_after` is the first step from which the loss stays at or below the target until the end
    of the race; None if there is none. `diverged_after` is the step at which the optimizer
    diverged, where its path ends; None if it did not.
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

    All parameters are one tensor [entries, 2], so that one backward pass is enough for all entries:
    the rows are independent, and each has its own optimizer.
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
    """One row of `w` as a parameter that shares its memory and that of its gradient."""
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
    """Run each optimizer at the best of RATES.

    Best is the rate that arrives first, or, if none does, that has the smallest loss at the end.
    """
    names = list(optimizers)
    racers = race(surface, [(n, rate) for n in names for rate in RATES], start, steps, target)
    return [min(racers[i : i + len(RATES)], key=_rank) for i in range(0, len(racers), len(RATES))]


def _rank(racer: Racer) -> tuple[float, float]:
    """Sort key: earliest arrival first, then the smallest final loss; diverged ones last."""
    end = math.inf if racer.diverged_after is not None else float(racer.losses[-1])
    return (math.inf if racer.arrived_after is None else racer.arrived_after), end
