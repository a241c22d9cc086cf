"""Length of the weight of a layer."""

from torch import Tensor

from core.quantities.layerwise import each_layer, norm
from core.quantities.recorded import Recorded


def weight_norm(recorded: Recorded) -> Tensor:
    """Euclidean norm ‖W‖₂ of all weights of a layer, [records, members, layers].

    The Frobenius norm of the matrix; biases are left out. Weight decay makes it small.
    """
    return each_layer(norm, recorded.weights)
