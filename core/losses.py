"""Loss functions, as functions of the logit (the output before the sigmoid)."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True)
class Loss:
    """One loss of logits against targets 0 or 1 of the same shape.

    `chance` is the loss if P(class 1) = ½ for every point, the best constant on a balanced problem;
    `chance_formula` is the same as text.

    `function(logits, targets, reduction=...)` takes the reductions of torch: "none", "sum", "mean".
    """

    label: str
    formula: str
    function: Callable[..., Tensor]
    chance: float
    chance_formula: str


def mean_squared_error(logits: Tensor, targets: Tensor, reduction: str = "mean") -> Tensor:
    """(σ(z) − y)²; unlike `F.mse_loss` it takes logits and applies the sigmoid itself."""
    return F.mse_loss(torch.sigmoid(logits), targets, reduction=reduction)


LOSSES = {
    "bce": Loss(
        "binary cross-entropy",
        r"-y \ln \sigma(z) - (1 - y) \ln(1 - \sigma(z))",
        F.binary_cross_entropy_with_logits,
        chance=math.log(2),
        chance_formula="ln 2",
    ),
    "mse": Loss(
        "mean squared error",
        r"(\sigma(z) - y)^2",
        mean_squared_error,
        chance=0.25,
        chance_formula="¼",
    ),
}
