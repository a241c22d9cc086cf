"""Losses of one point as functions of its logit, with their gradients by autograd."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from core.arrays import Floats
from core.losses import LOSSES


@dataclass(frozen=True)
class LogitLoss:
    """One loss L(z) of logits z against labels y, 0 or 1, element by element.

    `slope` is dL/dz, derived by hand, and `slope_formula` the same in LaTeX; `source` is the loss
    as a Python expression in z and y, for code to copy. `crossing_time(a)` is the time that
    dz/dt = −dL/dz takes to reach z = 0 from a distance `a` on the wrong side: the integral of
    1 / |dL/dz|.
    """

    label: str
    formula: str
    slope_formula: str
    function: Callable[[Tensor, Tensor], Tensor]
    slope: Callable[[Tensor, Tensor], Tensor]
    source: str
    crossing_time: Callable[[float], float]


def bce_on_logits(z: Tensor, y: Tensor) -> Tensor:
    """−y ln σ(z) − (1 − y) ln(1 − σ(z)), computed without rounding σ(z)."""
    return LOSSES["bce"].function(z, y, reduction="none")


def bce_on_probability(z: Tensor, y: Tensor) -> Tensor:
    """−y ln p − (1 − y) ln(1 − p) with p = σ(z), which is rounded to its dtype first.

    Mathematically the same function. Once p is rounded to 0 or 1, torch's loss is 100: it clamps
    the logarithm at −100, and the gradient is 0, since p(1 − p) is; its backward pass divides by
    max(p(1 − p), 1e-12), so that the gradient fades already below that.
    """
    return F.binary_cross_entropy(torch.sigmoid(z), y, reduction="none")


def mse_after_sigmoid(z: Tensor, y: Tensor) -> Tensor:
    """(σ(z) − y)²."""
    return LOSSES["mse"].function(z, y, reduction="none")


def hinge(z: Tensor, y: Tensor) -> Tensor:
    """max(0, 1 − t z) with the target t = 2y − 1, which is −1 or +1."""
    return F.relu(1 - (2 * y - 1) * z)


def _bce_slope(z: Tensor, y: Tensor) -> Tensor:
    return torch.sigmoid(z) - y


def _mse_slope(z: Tensor, y: Tensor) -> Tensor:
    # σ(−z) is 1 − σ(z) without the rounding.
    return 2 * (torch.sigmoid(z) - y) * torch.sigmoid(z) * torch.sigmoid(-z)


def _hinge_slope(z: Tensor, y: Tensor) -> Tensor:
    target = 2 * y - 1
    return torch.where(target * z < 1, -target, torch.zeros_like(z))


def _bce_time(a: float) -> float:
    """∫ 1 / σ(s) ds from 0 to a: about a, since the gradient is nearly 1 on the wrong side."""
    return a + 1 - math.exp(-a)


def _mse_time(a: float) -> float:
    """∫ 1 / (2 σ(s)² σ(−s)) ds from 0 to a: about ½ eᵃ, since the gradient falls like e⁻ᵃ."""
    return (math.exp(a) + 3 * a + 2.5 - 3 * math.exp(-a) - math.exp(-2 * a) / 2) / 2


def _hinge_time(a: float) -> float:
    """The integral of 1 from 0 to a."""
    return a


LOGIT_LOSSES = {
    "bce": LogitLoss(
        "BCE on logits",
        r"-y \ln \sigma(z) - (1 - y) \ln(1 - \sigma(z))",
        r"\sigma(z) - y",
        bce_on_logits,
        _bce_slope,
        "F.binary_cross_entropy_with_logits(z, y)",
        _bce_time,
    ),
    "bce_on_probability": LogitLoss(
        "BCE on the probability",
        r"-y \ln p - (1 - y) \ln(1 - p), \quad p = \sigma(z)",
        r"\sigma(z) - y",
        bce_on_probability,
        _bce_slope,
        "F.binary_cross_entropy(torch.sigmoid(z), y)",
        _bce_time,
    ),
    "mse": LogitLoss(
        "MSE after the sigmoid",
        r"(\sigma(z) - y)^2",
        r"2\,(\sigma(z) - y)\,\sigma(z)\,(1 - \sigma(z))",
        mse_after_sigmoid,
        _mse_slope,
        "F.mse_loss(torch.sigmoid(z), y)",
        _mse_time,
    ),
    "hinge": LogitLoss(
        "hinge",
        r"\max(0,\, 1 - t z), \quad t = 2y - 1",
        r"-t \text{ where } t z < 1, \text{ else } 0",
        hinge,
        _hinge_slope,
        "F.relu(1 - (2 * y - 1) * z)",
        _hinge_time,
    ),
}
"""Name → loss as a function of the logit."""


@dataclass(frozen=True)
class LossCurve:
    """Loss and dL/dz, by autograd and by the formula, each [N] over N logits."""

    loss: Floats
    gradient: Floats
    formula: Floats


def loss_curve(
    name: str, logits: Floats, label: int, dtype: torch.dtype = torch.float32
) -> LossCurve:
    """Loss and gradient of one loss at `logits` [N] for a label; the formula is in float64."""
    loss = LOGIT_LOSSES[name]
    z = torch.tensor(logits, dtype=dtype, requires_grad=True)
    y = torch.full_like(z, label, requires_grad=False)
    values = loss.function(z, y)
    (gradient,) = torch.autograd.grad(values.sum(), z)
    exact = loss.slope(z.detach().double(), y.double())
    return LossCurve(values.detach().numpy(), gradient.numpy(), exact.numpy())
