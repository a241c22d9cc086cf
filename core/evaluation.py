"""Loss and accuracy of networks on the training and the validation points."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.datasets import Dataset
from core.features import features_of
from core.losses import Loss


@dataclass(frozen=True)
class Scores:
    """Mean loss (without penalties) and accuracy of every network, each [..., members]."""

    train_loss: Tensor
    validation_loss: Tensor
    train_accuracy: Tensor
    validation_accuracy: Tensor


class Evaluator:
    """Computes the scores of many networks at once, from their logits at all points of a dataset.

    `inputs` [features, samples] holds the training points first, then the validation points; the
    labels [samples] have the same order.
    """

    def __init__(
        self, dataset: Dataset, features: tuple[str, ...], loss: Loss, device: str
    ) -> None:
        points = torch.cat([dataset.x_train, dataset.x_validation]).T
        self.inputs = features_of(points, features).to(device)
        self.labels = torch.cat([dataset.y_train, dataset.y_validation]).to(device)
        self.n_train = len(dataset.y_train)
        self._loss = loss

    def scores(self, logits: Tensor) -> Scores:
        """Scores of networks whose outputs at `inputs` are these logits [..., samples]."""
        labels = self.labels.expand_as(logits)
        losses = self._loss.function(logits, labels, reduction="none")
        # A NaN logit counts as wrong: without the second test it would pass for class 0.
        correct = (((logits > 0) == (labels > 0.5)) & ~logits.isnan()).to(logits.dtype)
        train, validation = slice(None, self.n_train), slice(self.n_train, None)
        return Scores(
            losses[..., train].mean(-1),
            losses[..., validation].mean(-1),
            correct[..., train].mean(-1),
            correct[..., validation].mean(-1),
        )
