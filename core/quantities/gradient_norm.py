"""Length of the gradient of a layer."""

from torch import Tensor

from core.quantities.layerwise import each_layer, norm
from core.quantities.recorded import Recorded


def gradient_norm(recorded: Recorded) -> Tensor:
    """Euclidean norm ‖∂L/∂W‖₂, [records, members, layers]; biases are left out.

    Unlike the variance it grows with the number of weights, and it is what gradient clipping
    bounds (Pascanu et al. 2013, Algorithm 1).
    """
    return each_layer(norm, recorded.weight_gradients)
