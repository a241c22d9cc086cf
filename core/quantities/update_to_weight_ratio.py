"""How large a step is, measured by what it changes."""

from torch import Tensor

from core.quantities.layerwise import each_layer, norm
from core.quantities.recorded import Recorded

HEALTHY = 1e-3
"""What the ratio is about when the learning rate suits the network (Karpathy, CS231n, 2015)."""


def update_to_weight_ratio(recorded: Recorded) -> Tensor:
    """‖ΔW‖₂ / ‖W‖₂ of the recorded step, [records, members, layers]; 0 at step 0.

    ΔW is what the optimizer added, whichever it is, and W the weight after it; CS231n divides by
    the weight before, which at healthy ratios is the same. NaN or infinite for weights of 0.
    """
    updates = each_layer(norm, recorded.weight_updates)
    return updates / each_layer(norm, recorded.weights)
