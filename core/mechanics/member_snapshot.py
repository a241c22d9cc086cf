"""A copy of one network of a run, and of the points that its loss is computed on."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from core import Trainer
from core.allowed import check_number, index_into
from core.features import Features, features_of
from core.losses import LOSSES


@dataclass(frozen=True)
class Weight:
    """The place of a weight; layers count from 0, the first hidden layer, to the output."""

    layer: int
    unit: int
    source: int


@dataclass(frozen=True)
class MemberSnapshot:
    """A copy of one network and of the points that its loss is averaged over, in float64.

    `weights` [out, in] and `biases` [out] go layer by layer, `inputs` is [features, points] and
    `labels` [points]. `loss(logits, labels, reduction=...)` is without penalties.
    """

    network: nn.Sequential
    weights: list[Tensor]
    biases: list[Tensor]
    inputs: Tensor
    labels: Tensor
    activation: Callable[[Tensor], Tensor]
    loss: Callable[..., Tensor]

    @property
    def finite(self) -> bool:
        """Whether every weight and bias is a finite number."""
        return all(bool(torch.isfinite(p).all()) for p in self.network.parameters())


def take(trainer: Trainer, member: int, point: int | None = None) -> MemberSnapshot:
    """Copy a member and one training point, or the batch of the next step if `point` is None."""
    config = trainer.config
    modules = trainer.member(member).double().children()
    # Without the layer that computes features: the inputs are features already.
    network = nn.Sequential(*(m for m in modules if not isinstance(m, Features)))
    layers = [module for module in network if isinstance(module, nn.Linear)]
    inputs, labels = trainer.batch
    if point is not None:
        data = trainer.dataset
        chosen = data.x_train[point : point + 1]
        inputs, labels = features_of(chosen.T, config.features), data.y_train[point : point + 1]
    return MemberSnapshot(
        network,
        [layer.weight.detach() for layer in layers],
        [layer.bias.detach() for layer in layers],
        inputs.detach().to(layers[0].weight.device, torch.float64),
        labels.detach().to(layers[0].weight.device, torch.float64),
        trainer.ensemble.activation.function,
        LOSSES[config.loss].function,
    )


def check_weight(snapshot: MemberSnapshot, weight: Weight) -> None:
    """Raise ConfigError, which says what is allowed, if the network has no such weight."""
    check_number("layer", weight.layer, index_into(len(snapshot.weights)))
    units, sources = snapshot.weights[weight.layer].shape
    check_number("unit", weight.unit, index_into(units))
    check_number("source", weight.source, index_into(sources))
