"""How far the weights of a layer have gone."""

from torch import Tensor

from core.quantities.layerwise import each_layer, norm
from core.quantities.recorded import Recorded


def distance_from_start(recorded: Recorded) -> Tensor:
    """‖W − W₀‖₂ / ‖W₀‖₂, [records, members, layers]: 1 is as far as the start was from 0.

    Where it stays near 0 the layer has hardly learned anything; in wide networks it does so all
    the same (lazy training, Chizat et al. 2019). NaN or infinite for a start at 0.
    """
    moved = (
        now - start for now, start in zip(recorded.weights, recorded.start_weights, strict=True)
    )
    return each_layer(norm, moved) / each_layer(norm, recorded.start_weights)
