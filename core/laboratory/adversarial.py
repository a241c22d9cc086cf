"""Attacks on a network: small changes of its input that change the predicted class.

Each increases the loss with respect to the class that the network itself predicts. Where the
network is right that is the loss of the papers.
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from core.trainer import Trainer

Logit = Callable[[Tensor], Tensor]
"""Returns logits [...] at points [..., 2], both float64."""

PGD_STRIDE = 2.5
"""Each step of PGD has length PGD_STRIDE · ε / number of steps: together they are long enough to
get from any place in the ball to any other. Madry et al. 2018, section 5."""


def logit_of(trainer: Trainer, member: int = 0) -> Logit:
    """The logit function of one member, in float64: rounding shows where a network is very sure."""
    network = trainer.member(member).double().requires_grad_(False)
    return lambda points: network(points).squeeze(-1)


def class_of(logits: Tensor) -> Tensor:
    """The class [...], 0 or 1, that logits [...] predict."""
    return (logits > 0).double()


def loss_gradient(logit: Logit, points: Tensor, labels: Tensor) -> Tensor:
    """∇ₓL [..., 2] of the cross-entropy at points [..., 2] with labels [...]; by autograd.

    The loss is −log σ(±z). That of torch rounds its gradient σ(z) − 1 to 0 at class 1 from z = 37
    on; this one keeps all digits at both classes, until e^−|z| itself is 0 in float64, near 745.
    """
    leaf = points.detach().requires_grad_()
    loss = -F.logsigmoid((2 * labels - 1) * logit(leaf)).sum()
    (gradient,) = torch.autograd.grad(loss, leaf)
    return gradient


def logit_gradient(logit: Logit, points: Tensor) -> Tensor:
    """∇ₓz [..., 2] of the logit at points [..., 2]; by autograd."""
    leaf = points.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(logit(leaf).sum(), leaf)
    return gradient


def unit(directions: Tensor) -> Tensor:
    """The directions [..., 2] scaled to length 1; 0 stays 0."""
    tiny = torch.finfo(directions.dtype).tiny
    # Scaled first: the square of a gradient of 1e−200, which a very sure network has, would be 0.
    scale = directions.abs().amax(dim=-1, keepdim=True).clamp_min(tiny)
    return F.normalize(directions / scale, dim=-1, eps=tiny)


def fgsm(points: Tensor, gradient: Tensor, epsilon: Tensor | float) -> Tensor:
    """x + ε sign(∇ₓL) [..., 2]: the fast gradient sign method. Goodfellow et al. 2015, section 4.

    If the loss is linear there, no step within the L∞ ball of radius ε increases it more.
    """
    radius = torch.as_tensor(epsilon, dtype=points.dtype)[..., None]
    return points + radius * gradient.sign()


def pgd(
    logit: Logit, points: Tensor, labels: Tensor, epsilon: Tensor | float, steps: int
) -> Tensor:
    """Path [steps + 1, ..., 2] of projected gradient descent that starts at points [..., 2].

    Every step goes PGD_STRIDE · ε / steps along the sign of the gradient at its place, and is then
    projected to the L∞ ball of radius ε around the point. There is no random start, so that the
    same point always has the same path. One step is that of FGSM. Madry et al. 2018, Eq. in
    section 2.1.
    """
    radius = torch.as_tensor(epsilon, dtype=points.dtype)[..., None]
    path = [points]
    for _ in range(steps):
        gradient = loss_gradient(logit, path[-1], labels)
        step = path[-1] + PGD_STRIDE / steps * radius * gradient.sign()
        path.append(torch.clamp(step, points - radius, points + radius))
    return torch.stack(path)


def smallest_distance(
    flips: Callable[[Tensor], Tensor], n: int, reach: float, stops: int, rounds: int
) -> Tensor:
    """Smallest distance [n] at which each of n attacks flips the class; infinite if it never does.

    `flips` maps distances [stops, n] to whether the class is flipped there. `stops` distances up to
    `reach` are tried, then as many between the first one that flips and the one before it, and so
    on for `rounds` rounds. A class that changes and changes back between two stops of the first
    round is missed.
    """
    low, high = torch.zeros(n, dtype=torch.float64), torch.full((n,), reach, dtype=torch.float64)
    shares = torch.arange(1, stops + 1, dtype=torch.float64)[:, None] / stops
    found = torch.zeros(n, dtype=torch.bool)
    for round_number in range(rounds):
        distances = low + shares * (high - low)
        distances[-1] = high  # exactly: there it is known to flip
        flipped = flips(distances)
        found = flipped.any(dim=0) if round_number == 0 else found
        first = flipped.int().argmax(dim=0, keepdim=True)  # the first of several
        before = torch.cat([low[None], distances]).gather(0, first)
        low, high = before[0], distances.gather(0, first)[0]
    return torch.where(found, high, torch.inf)


def smallest_along(
    logit: Logit, points: Tensor, directions: Tensor, reach: float, stops: int, rounds: int
) -> Tensor:
    """Smallest distance [n] along directions [n, 2] at which points [n, 2] change class."""
    before = class_of(logit(points))

    def flips(distances: Tensor) -> Tensor:
        return class_of(logit(points + distances[..., None] * directions)) != before

    return smallest_distance(flips, len(points), reach, stops, rounds)


def smallest_pgd(
    logit: Logit, points: Tensor, steps: int, reach: float, stops: int, rounds: int
) -> Tensor:
    """Smallest ε [n] with which the path of PGD from points [n, 2] enters the other class."""
    before = class_of(logit(points))

    def flips(distances: Tensor) -> Tensor:
        starts, labels = points.expand(*distances.shape, 2), before.expand_as(distances)
        path = pgd(logit, starts, labels, distances, steps)
        return (class_of(logit(path)) != labels).any(dim=0)

    return smallest_distance(flips, len(points), reach, stops, rounds)
