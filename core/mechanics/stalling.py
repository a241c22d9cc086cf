"""Gradient descent on one logit that starts confidently wrong: which losses recover, and when."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from core.arrays import Floats
from core.mechanics.loss_curves import LOGIT_LOSSES


@dataclass(frozen=True)
class Escape:
    """One descent: logit, loss and P(true class), each [steps + 1]; and the first gradient.

    `right_after` is the number of steps after which the true class is more probable; None if that
    does not happen.
    """

    logits: Floats
    losses: Floats
    probabilities: Floats
    first_gradient: float
    right_after: int | None


def escapes(
    names: tuple[str, ...],
    label: int,
    start: float,
    learning_rate: float,
    steps: int,
    dtype: torch.dtype = torch.float32,
) -> dict[str, Escape]:
    """z ← z − η dL/dz for each of these losses, from the logit `start`; by autograd.

    The logits are independent, so that the gradient of the summed loss holds each one's own.
    """
    z = torch.full((len(names),), start, dtype=dtype, requires_grad=True)
    y = torch.full((), float(label), dtype=dtype)
    rows = torch.empty(3, steps + 1, len(names), dtype=dtype)
    for step in range(steps + 1):
        losses = [LOGIT_LOSSES[name].function(z[i], y) for i, name in enumerate(names)]
        (gradient,) = torch.autograd.grad(torch.stack(losses).sum(), z)
        rows[:, step] = torch.stack([z.detach(), torch.stack(losses).detach(), gradient])
        with torch.no_grad():
            z -= learning_rate * gradient
    logits, losses_of, gradients = rows.numpy()
    sign = 2 * label - 1
    return {
        name: Escape(
            logits[:, i],
            losses_of[:, i],
            torch.sigmoid(sign * rows[0, :, i]).numpy(),
            float(gradients[0, i]),
            _first(sign * logits[:, i] > 0),
        )
        for i, name in enumerate(names)
    }


def _first(there: NDArray[np.bool_]) -> int | None:
    return int(np.argmax(there)) if there.any() else None
