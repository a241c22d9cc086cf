"""What a probe is, and what it looks at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor

from core.ensemble import Ensemble
from core.losses import Loss

PROBE_EVERY = 16
"""Steps between two readings at least. A power of two, as the stride of `History` is, so that a
step with a reading stays recorded as long as any step between it and the next."""


@dataclass(frozen=True)
class Objective:
    """What training makes small, over all training points at once.

    `inputs` [members, inputs, n_train] may be a view of one copy, and so may `labels`
    [members, n_train]. `penalty()` is the mean over members of what L1 and L2 add to the loss.
    """

    ensemble: Ensemble
    inputs: Tensor
    labels: Tensor
    loss: Loss
    penalty: Callable[[], Tensor | float]

    def mean_loss(self) -> Tensor:
        """Mean over members and training points, without penalties, as autograd sees it."""
        logits = self.ensemble(self.inputs)
        return self.loss.function(logits, self.labels, reduction="mean")


class Probe(Protocol):
    """A quantity that costs several steps, so that it is read only now and then.

    It may remember what helps its next reading. It touches neither parameters, nor the gradient
    that training uses, nor torch's global generator; a member that is not finite reads NaN.
    """

    per_layer: bool

    def __init__(self, objective: Objective) -> None: ...

    def __call__(self) -> Tensor:
        """Reading at the present parameters: [members], or [members, layers] if `per_layer`."""
