"""Quantities of the gradient ∂L/∂W of each layer's weight.

L is the batch loss with its penalties; biases are left out.
"""

from torch import Tensor

from core.quantities.histogram import Histogram, histogram
from core.quantities.layerwise import each_layer, norm, variance
from core.quantities.recorded import Recorded


def gradient_variance(recorded: Recorded) -> Tensor:
    """Population variance of the entries of ∂L/∂W, [records, members, layers].

    Glorot and Bengio (2010, Fig. 7) compare it across depth: curves of the layers that fan out are
    vanishing or exploding gradients.
    """
    return each_layer(variance, recorded.weight_gradients)


def gradient_norm(recorded: Recorded) -> Tensor:
    """Euclidean norm ‖∂L/∂W‖₂, [records, members, layers].

    Unlike the variance it grows with the number of weights; it is what gradient clipping bounds
    (Pascanu et al. 2013, Algorithm 1).
    """
    return each_layer(norm, recorded.weight_gradients)


def gradient_histogram(recorded: Recorded, members: slice) -> Histogram:
    """Histogram of the entries of ∂L/∂W of the selected members, symmetric around 0.

    If the widths of the layers' histograms differ much, gradients vanish or explode (Glorot and
    Bengio 2010, Fig. 7).
    """
    layers = [gradient[:, members] for gradient in recorded.weight_gradients]
    return histogram(layers, symmetric=True)
