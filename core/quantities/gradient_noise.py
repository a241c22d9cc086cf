"""How much the gradients of single training points disagree."""

import torch
from torch import Tensor
from torch.func import grad, vmap

from core.architecture import forward
from core.quantities.layerwise import each_layer
from core.quantities.probe import Objective

# Numbers that the gradients of one chunk of points take together, 64 MB in float32.
_CHUNK_NUMBERS = 16_000_000


class GradientNoise:
    """Variance of ∂Lᵢ/∂w over the training points i, mean over a layer's weights.

    [members, layers]; population variance, Lᵢ the loss of point i, biases left out. Penalties are
    the same for every point and do not matter. Per weight of the layer it is tr(Σ) of McCandlish
    et al. 2018 ("An empirical model of large-batch training", section 2.2): the gradient of a batch
    of B points, drawn at random, varies by about a B-th of it.
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
        # With the means known beforehand, a chunk's part of the variance is a sum.
        means = torch.autograd.grad(members * mean_loss, self._objective.ensemble.weights())
        sums = [each_layer(_deviation, self._gradients(*chunk), means) for chunk in self._chunks]
        return torch.stack(sums).sum(dim=0) / n_train

    def _gradients(self, inputs: Tensor, labels: Tensor) -> list[Tensor]:
        """Gradient [points, members, out, in] of each layer's weight, for every point by itself."""
        ensemble, loss = self._objective.ensemble, self._objective.loss.function
        biases = [bias.detach() for _, bias in ensemble.layers]

        def point_loss(weights: list[Tensor], point: Tensor, label: Tensor) -> Tensor:
            """Sum over members, in whose gradient each finds its own."""
            layers = list(zip(weights, biases, strict=True))
            logits = forward(layers, ensemble.activation.function, point[:, :, None])
            return loss(logits, label[:, None], reduction="sum")

        weights = [weight.detach() for weight in ensemble.weights()]
        gradients: list[Tensor] = vmap(grad(point_loss), in_dims=(None, 2, 1))(
            weights, inputs, labels
        )
        return gradients


def _deviation(gradients: Tensor, mean: Tensor) -> Tensor:
    """Squared distance [members] from the mean, summed over points, mean over weights."""
    return (gradients - mean).square_().sum(dim=0).mean(dim=(-2, -1))
