"""Variance of what a layer gives."""

from torch import Tensor

from core.quantities.layerwise import each_layer, variance
from core.quantities.recorded import Recorded


def activation_variance(recorded: Recorded) -> Tensor:
    """Population variance over units and training points, [records, members, layers].

    After the activation; the output layer gives its logit. Where it falls from layer to layer the
    signal is lost on its way, where it grows it blows up (Glorot and Bengio 2010, Eq. 5).
    """
    return each_layer(variance, recorded.activations)
