"""Attacks on one point, and its distance from the other class by each of several methods."""

from dataclasses import dataclass
from operator import attrgetter

import numpy as np
import torch
from torch import Tensor

from core.arrays import Floats
from core.laboratory.adversarial import (
    Logit,
    class_of,
    fgsm,
    logit_gradient,
    loss_gradient,
    pgd,
    smallest_along,
    smallest_pgd,
    unit,
)
from core.laboratory.adversarial_boundary import L2, Nearest, Norm, l_infinity, nearest_boundary

REACH = 8.0
"""Distance up to which every method searches for the other class."""

STOPS = 128
"""Distances that an attack tries at once: strips of a class narrower than REACH / STOPS are
missed."""

LINE_ROUNDS = 5
PGD_ROUNDS = 3
"""How often STOPS distances are tried, each time between two neighbours of the round before. On a
line that is cheap, and the distance is exact to 1e−10; for PGD it is exact to 1e−5."""


@dataclass(frozen=True)
class Method:
    """One method to find the other class, and the norm in which it measures the distance.

    `searched` methods look for the nearest point of the boundary; the others are attacks.
    """

    label: str
    norm: Norm
    searched: bool = False


METHODS = {
    "fgsm": Method("FGSM, along sign(∇ₓL)", l_infinity),
    "pgd": Method("PGD", l_infinity),
    "nearest_max": Method("nearest point of the boundary", l_infinity, searched=True),
    "gradient": Method("along ∇ₓL itself", L2),
    "nearest_l2": Method("nearest point of the boundary", L2, searched=True),
}
"""Attacks, and for each norm the search, whose distance no attack can undercut."""


@dataclass(frozen=True)
class Flip:
    """Distance to the other class, and the place [2] where it begins."""

    distance: float
    place: Floats


Flips = dict[str, Flip | None]
"""Name of a method → where the class changes, or None if it does not within REACH."""


@dataclass(frozen=True)
class AttackedPoint:
    """One point [2] under attack with a given ε.

    Gradients [2] are of the cross-entropy at the network's own class `label`, and of the logit.
    Probabilities are P(class 1); `pgd_path` is [steps + 1, 2].
    """

    probability: float
    label: int
    loss_gradient: Floats
    logit_gradient: Floats
    fgsm_place: Floats
    fgsm_probability: float
    pgd_path: Floats
    pgd_probability: float


def attacked(logit: Logit, point: tuple[float, float], epsilon: float, steps: int) -> AttackedPoint:
    """Attack a point by FGSM and by PGD with `steps` steps."""
    x = torch.tensor([point], dtype=torch.float64)
    label = class_of(logit(x))
    gradient = loss_gradient(logit, x, label)
    moved = fgsm(x, gradient, epsilon)
    path = pgd(logit, x, label, epsilon, steps)[:, 0]
    before, after, last = torch.sigmoid(logit(torch.stack([x[0], moved[0], path[-1]]))).tolist()
    return AttackedPoint(
        before,
        int(label.item()),
        gradient[0].numpy(),
        logit_gradient(logit, x)[0].numpy(),
        moved[0].numpy(),
        after,
        path.numpy(),
        last,
    )


def flips_of(logit: Logit, point: tuple[float, float], pgd_steps: int) -> Flips:
    """Where the class of a point changes, by every method."""
    x = torch.tensor([point], dtype=torch.float64)
    gradient = loss_gradient(logit, x, class_of(logit(x)))
    flips = {
        "fgsm": _along(logit, x, gradient.sign()),
        "pgd": _by_pgd(logit, x, pgd_steps),
        "gradient": _along(logit, x, unit(gradient)),
    }
    for name, method in METHODS.items():
        if method.searched:
            attacks = [flip for other, flip in flips.items() if METHODS[other].norm == method.norm]
            nearest = nearest_boundary(logit, x[0], method.norm, REACH)
            flips[name] = _nearest(_flip(nearest), attacks)
    return flips


def _along(logit: Logit, x: Tensor, direction: Tensor) -> Flip | None:
    distance = smallest_along(logit, x, direction, REACH, STOPS, LINE_ROUNDS).item()
    if not np.isfinite(distance):
        return None
    return Flip(distance, (x + distance * direction)[0].numpy())


def _by_pgd(logit: Logit, x: Tensor, steps: int) -> Flip | None:
    distance = smallest_pgd(logit, x, steps, REACH, STOPS, PGD_ROUNDS)
    if not distance.isfinite():
        return None
    label = class_of(logit(x))
    path = pgd(logit, x, label, distance, steps)[:, 0]
    first = int((class_of(logit(path)) != label).int().argmax())
    return Flip(distance.item(), path[first].numpy())


def _flip(nearest: Nearest | None) -> Flip | None:
    return Flip(nearest.distance, nearest.place.numpy()) if nearest else None


def _nearest(searched: Flip | None, attacks: list[Flip | None]) -> Flip | None:
    """The nearest flip of all: an attack can hit a strip that is too thin for the search."""
    found = [flip for flip in (searched, *attacks) if flip]
    return min(found, key=attrgetter("distance"), default=None)
