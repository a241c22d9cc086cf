"""Gradient descent on the loss of one neuron, and where it starts to diverge."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.arrays import Floats
from core.mechanics.neuron import Neuron


@dataclass(frozen=True)
class Descent:
    """The path of w ← w − γ∇L, up to the last finite loss.

    `path` [steps + 1, 2] holds w and b, `losses` [steps + 1] and `gradients` [steps + 1, 2] belong
    to it. `curvature` is the largest eigenvalue λ of the Hessian, which is the same everywhere.
    """

    learning_rate: float
    asked_steps: int
    path: Floats
    losses: Floats
    gradients: Floats
    curvature: float

    @property
    def limit(self) -> float:
        """The learning rate 2/λ above which gradient descent diverges."""
        return 2 / self.curvature

    @property
    def residual_factor(self) -> float:
        """Factor 1 − γλ by which every step multiplies y − z."""
        return 1 - self.learning_rate * self.curvature

    @property
    def loss_factor(self) -> float:
        """Factor (1 − γλ)² by which every step multiplies the loss."""
        return self.residual_factor**2

    @property
    def overflowed(self) -> bool:
        """Whether the loss overflowed before the last step."""
        return len(self.losses) <= self.asked_steps

    @property
    def behaviour(self) -> str:
        """How γ compares with its limits: one of BEHAVIOURS.

        "rests" if the gradient is 0 at the start, whatever γ is.
        """
        factor = self.residual_factor
        if not self.gradients[0].any():
            return "rests"
        if math.isclose(factor, -1, rel_tol=1e-9):
            return "oscillates"
        if math.isclose(factor, 0, abs_tol=1e-9):
            return "arrives"
        if factor > 0:
            return "approaches"
        return "overshoots" if factor > -1 else "diverges"


BEHAVIOURS = ("rests", "approaches", "arrives", "overshoots", "oscillates", "diverges")
"""What gradient descent can do on this loss, by increasing γ."""


def descend(neuron: Neuron, learning_rate: float, steps: int) -> Descent:
    """Take so many steps from the neuron's w and b, with gradients by autograd.

    Raises ValueError if the loss is not finite at the start.
    """
    place = torch.stack(neuron.parameters())
    path, losses, gradients = [], [], []
    for _ in range(steps + 1):
        loss, gradient = _loss_and_gradient(neuron, place)
        if not (torch.isfinite(loss) and torch.isfinite(gradient).all()):
            break
        path.append(place.numpy())
        losses.append(loss.item())
        gradients.append(gradient.numpy())
        place = place - learning_rate * gradient
    if not path:
        raise ValueError(f"the loss of {neuron} is not a finite number")
    return Descent(
        learning_rate,
        steps,
        np.array(path),
        np.array(losses),
        np.array(gradients),
        curvature(neuron),
    )


def _loss_and_gradient(neuron: Neuron, place: Tensor) -> tuple[Tensor, Tensor]:
    """Loss [...] and its gradient [2, ...] at w and b [2, ...]."""
    place = place.detach().requires_grad_()
    loss = neuron.loss(place[0], place[1])
    (gradient,) = torch.autograd.grad(loss.sum(), place)
    return loss.detach(), gradient


def curvature(neuron: Neuron) -> float:
    """Largest eigenvalue of the Hessian of the loss by w and b, at the neuron's parameters.

    2 (x² + 1) for the Hessian [2x², 2x; 2x, 2] of a neuron without an activation; the other
    eigenvalue is 0, since the loss does not change along the valley w x + b = y.
    """
    place = torch.stack(neuron.parameters())
    hessian = torch.autograd.functional.hessian(  # type: ignore[no-untyped-call]
        lambda p: neuron.loss(p[0], p[1]), place
    )
    return float(torch.linalg.eigvalsh(hessian)[-1])


def losses_over_rates(neuron: Neuron, rates: Floats, steps: int) -> Floats:
    """Loss [rates] after so many steps with each learning rate; infinite where it overflows."""
    gamma = torch.from_numpy(rates)
    place = torch.stack(neuron.parameters())[:, None].expand(2, len(rates))
    for _ in range(steps):
        place = place - gamma * _loss_and_gradient(neuron, place)[1]
    losses = _loss_and_gradient(neuron, place)[0]
    return torch.nan_to_num(losses, nan=math.inf).numpy()


def surface(neuron: Neuron, w: Floats, b: Floats) -> Floats:
    """Loss [len(b), len(w)] over the plane."""
    across, up = torch.from_numpy(w)[None, :], torch.from_numpy(b)[:, None]
    return neuron.loss(across, up).numpy()


def valley(neuron: Neuron, w: Floats) -> Floats:
    """The b [len(w)] at which w x + b = y, so that the loss is 0."""
    return neuron.y - neuron.x * w


def nearest_minimum(neuron: Neuron) -> tuple[float, float]:
    """The point (w, b) of the valley w x + b = y nearest to the neuron, where small steps lead."""
    residual = neuron.y - (neuron.w * neuron.x + neuron.b)
    share = residual / (neuron.x**2 + 1)
    return neuron.w + share * neuron.x, neuron.b + share
