"""Quantities of each layer's weight W and of how far it has moved; biases are left out."""

from torch import Tensor

from core.quantities.histogram import Histogram, histogram
from core.quantities.layerwise import each_layer, norm
from core.quantities.recorded import Recorded

HEALTHY_UPDATE_RATIO = 1e-3
"""`update_to_weight_ratio` at a suitable learning rate is about this (Karpathy, CS231n, 2015)."""


def weight_norm(recorded: Recorded) -> Tensor:
    """Euclidean norm ‖W‖₂ of all weights of a layer (Frobenius norm), [records, members, layers].

    Weight decay makes it smaller.
    """
    return each_layer(norm, recorded.weights)


def distance_from_start(recorded: Recorded) -> Tensor:
    """‖W − W₀‖₂ / ‖W₀‖₂ with W₀ the weight at step 0, [records, members, layers].

    Where it stays near 0 the layer has hardly changed; in wide networks that happens even though
    they learn (lazy training, Chizat et al. 2019). NaN or infinite if W₀ is 0.
    """
    moved = (
        now - start for now, start in zip(recorded.weights, recorded.start_weights, strict=True)
    )
    return each_layer(norm, moved) / each_layer(norm, recorded.start_weights)


def update_to_weight_ratio(recorded: Recorded) -> Tensor:
    """‖ΔW‖₂ / ‖W‖₂ of the recorded step, [records, members, layers]; 0 at step 0.

    ΔW is what the optimizer added, whichever optimizer it is, and W the weight after it. CS231n
    divides by the weight before the step, which makes no difference at healthy ratios. NaN or
    infinite if W is 0.
    """
    updates = each_layer(norm, recorded.weight_updates)
    return updates / each_layer(norm, recorded.weights)


def weight_histogram(recorded: Recorded, members: slice) -> Histogram:
    """Histogram of each layer's weights, of the selected members together."""
    return histogram([weight[:, members] for weight in recorded.weights])
