"""The interface of a probe, and the training objective that it is built with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor

from core.ensemble import Ensemble
from core.losses import Loss

PROBE_EVERY = 16
"""Fewest steps between two readings. A power of two, as the stride of `History` is: when that thins
out its steps, those with a reading are the last to go."""


@dataclass(frozen=True)
class Objective:
    """What training minimizes, over all training points at once.

    `inputs` [members, inputs, n_train] and `labels` [members, n_train] may be views of one copy.
    `penalty()` is the mean over members of what L1 and L2 add to the loss.
    """

    ensemble: Ensemble
    inputs: Tensor
    labels: Tensor
    loss: Loss
    penalty: Callable[[], Tensor | float]

    def mean_loss(self) -> Tensor:
        """Loss without penalties, mean over members and points, with its autograd graph."""
        logits = self.ensemble(self.inputs)
        return self.loss.function(logits, self.labels, reduction="mean")


class Probe(Protocol):
    """A quantity that takes as long as several steps, and is therefore read only now and then.

    It may keep state that makes its next reading faster. It changes neither the parameters, nor the
    gradient that training uses, nor torch's global generator. A member that is not finite reads
    NaN.
    """

    per_layer: bool

    def __init__(self, objective: Objective) -> None: ...

    def __call__(self) -> Tensor:
        """Reading at the present parameters: [members], or [members, layers] if `per_layer`."""
