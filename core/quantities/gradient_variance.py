"""Variance of the gradient over the weights of a layer."""

from torch import Tensor

from core.quantities.layerwise import each_layer, variance
from core.quantities.recorded import Recorded


def gradient_variance(recorded: Recorded) -> Tensor:
    """Population variance of the entries of ∂L/∂W, [records, members, layers].

    The quantity that Glorot and Bengio (2010, Fig. 7) compare across depth: lines that fan out
    over the layers are vanishing or exploding gradients. Biases are left out.
    """
    return each_layer(variance, recorded.weight_gradients)
