"""Variance of the gradient over the training points."""

import torch
from torch import Tensor
from torch.func import grad, vmap

from core.architecture import forward
from core.quantities.layerwise import each_layer
from core.quantities.probe import Objective

# How many numbers the gradients of one chunk of points may have together: 64 MB in float32.
_CHUNK_NUMBERS = 16_000_000


class GradientNoise:
    """Population variance of ∂Lᵢ/∂w over the training points i, mean over a layer's weights.

    [members, layers]; Lᵢ is the loss of point i, and biases are left out. Penalties are the same
    for every point and do not contribute. Times the number of weights it is tr(Σ) of McCandlish
    et al. 2018 ("An empirical model of large-batch training", section 2.2): the gradient of a batch
    of B random points has about 1/B of this variance.
    """

    per_layer = True

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        weights = sum(weight.numel() for weight in objective.ensemble.weights())
        points = max(1, _CHUNK_NUMBERS // weights)
        inputs = torch.split(objective.inputs, points, dim=2)
        labels = torch.split(objective.labels, points, dim=1)
        self._chunks = list(zip(inputs, labels, strict=True))

    def __call__(self) -> Tensor:
        """Gradient noise [members, layers] at the present parameters."""
        members, n_train = self._objective.labels.shape
        mean_loss = self._objective.mean_loss()
        # The mean is computed first, so that the variance is a sum over the chunks.
        means = torch.autograd.grad(members * mean_loss, self._objective.ensemble.weights())
        sums = [each_layer(_deviation, self._gradients(*chunk), means) for chunk in self._chunks]
        return torch.stack(sums).sum(dim=0) / n_train

    def _gradients(self, inputs: Tensor, labels: Tensor) -> list[Tensor]:
        """Gradient [points, members, out, in] of each layer's weight, one for each point."""
        ensemble, loss = self._objective.ensemble, self._objective.loss.function
        biases = [bias.detach() for _, bias in ensemble.layers]

        def point_loss(weights: list[Tensor], point: Tensor, label: Tensor) -> Tensor:
            """Loss of one point, summed over members: its gradient holds each member's own."""
            layers = list(zip(weights, biases, strict=True))
            logits = forward(layers, ensemble.activation.function, point[:, :, None])
            return loss(logits, label[:, None], reduction="sum")

        weights = [weight.detach() for weight in ensemble.weights()]
        gradients: list[Tensor] = vmap(grad(point_loss), in_dims=(None, 2, 1))(
            weights, inputs, labels
        )
        return gradients


def _deviation(gradients: Tensor, mean: Tensor) -> Tensor:
    """Squared distance [members] from the mean gradient: sum over points, mean over weights."""
    return (gradients - mean).square_().sum(dim=0).mean(dim=(-2, -1))
