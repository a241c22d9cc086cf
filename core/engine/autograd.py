"""The engine that defines every number: torch.autograd and torch.optim, on any device."""

import math
import time
from collections.abc import Iterator
from functools import partial
from itertools import repeat

import numpy as np
import torch
from torch import Tensor

from core.arrays import Floats
from core.config import RunConfig
from core.datasets import epoch_orders
from core.ensemble import Ensemble
from core.losses import LOSSES
from core.optimizers import OPTIMIZERS


class AutogradEngine:
    """Takes the steps of a run as any PyTorch program does, for all members at once.

    `inputs` [features, n_train] and `labels` [n_train] are the training points; `before`
    [n_parameters] gets the parameters that each step begins with.
    """

    name = "autograd"

    def __init__(
        self, config: RunConfig, ensemble: Ensemble, inputs: Tensor, labels: Tensor, before: Tensor
    ) -> None:
        self._config = config
        self._ensemble = ensemble
        self._before = before
        self._loss = LOSSES[config.loss].function
        self._optimizer = OPTIMIZERS[config.optimizer].build(
            [ensemble.parameters], lr=config.learning_rate, **config.parameters_of("optimizer")
        )
        # The update without the profiler's wrapper, which takes a fifth of a small step's time.
        step = type(self._optimizer).step.__wrapped__  # type: ignore[attr-defined]
        self._update = partial(step, self._optimizer)
        self._members = torch.tensor(
            float(len(ensemble)), dtype=ensemble.gradient.dtype, device=config.device
        )
        self._batches = _endless_batches(config, inputs, labels)
        self._batch = next(self._batches)

    @property
    def batch(self) -> tuple[Tensor, Tensor]:
        """Inputs [features, batch] and labels [batch] that the next step trains on."""
        inputs, labels = self._batch
        return inputs[0], labels[0]

    def losses(self) -> Floats:
        """Loss [members] of every member on the next batch, without penalties."""
        with torch.no_grad():
            losses: Floats = self._batch_loss("none").mean(dim=1).cpu().numpy()
        return losses

    def compute_gradient(self) -> None:
        """Fill `ensemble.gradient` for the next batch, penalties included."""
        self._compute_gradient()

    def take_steps(self, most: int, until: float) -> int:
        """Take up to `most` steps, none but the first after `until` of `time.perf_counter()`.

        Returns how many were taken: 0 where no member's loss is finite any more.
        """
        for taken in range(most):
            if taken and time.perf_counter() >= until:
                return taken
            loss = self._compute_gradient()
            if not math.isfinite(loss) and not np.isfinite(self.losses()).any():
                return taken
            self._before.copy_(self._ensemble.flat)
            self._update()
            self._batch = next(self._batches)
        return most

    def change(self, config: RunConfig) -> None:
        """Go on with the learning rate and the penalties of another config."""
        self._config = config
        for group in self._optimizer.param_groups:
            group["lr"] = config.learning_rate

    def _batch_loss(self, reduction: str) -> Tensor:
        inputs, labels = self._batch
        return self._loss(self._ensemble(inputs), labels, reduction=reduction)

    def _compute_gradient(self) -> float:
        """Fill `ensemble.gradient`; return the mean loss of the members.

        The objective is a mean over members, so `backward` gets their number as a factor: each
        member then finds its own gradient.
        """
        self._ensemble.gradient.zero_()
        loss = self._batch_loss("mean")
        penalized = self._config.l1 or self._config.l2
        objective = loss + penalty(self._ensemble, self._config) if penalized else loss
        torch.autograd.backward(objective, self._members)
        return loss.item()


def penalty(ensemble: Ensemble, config: RunConfig) -> Tensor | float:
    """L1 and L2 penalty on all layers or on one, mean over members."""
    total: Tensor | float = 0.0
    weights, only = ensemble.weights(), config.penalized_layer
    penalized = weights if only is None else [weights[only]]
    if config.l1:
        total += config.l1 * sum(w.abs().sum() for w in penalized)
    if config.l2:
        total += config.l2 * sum(w.square().sum() for w in penalized)
    return total / len(ensemble)


def _endless_batches(
    config: RunConfig, inputs: Tensor, labels: Tensor
) -> Iterator[tuple[Tensor, Tensor]]:
    """Batch after batch: inputs [members, features, batch] and labels [members, batch].

    All members look at the same points: the first dimension is a view of one copy.
    """
    members, n = config.ensemble_size, len(labels)
    size = min(config.batch_size or n, n)
    if size == n:
        # Shuffling a batch of all points would change nothing but the rounding.
        yield from repeat((inputs.expand(members, -1, -1), labels.expand(members, -1)))
    for order in epoch_orders(n, config.data_seed):
        order = order.to(inputs.device)
        yield from zip(
            torch.split(inputs[:, order].expand(members, -1, -1), size, dim=2),
            torch.split(labels[order].expand(members, -1), size, dim=1),
            strict=True,
        )
