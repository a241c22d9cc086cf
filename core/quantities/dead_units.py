"""How many units of a layer are dead."""

from torch import Tensor

from core.quantities.layerwise import each_layer, hidden_only
from core.quantities.recorded import Recorded


def dead_units(recorded: Recorded) -> Tensor:
    """Share of units that give 0 for every training point, [records, members, layers].

    No gradient of the loss reaches such a unit's weights. NaN for the output, and everywhere for an
    activation that is flat nowhere, as leaky ReLU: its units cannot die (Lu et al. 2019).
    """
    if not recorded.activation.dies or recorded.architecture.hidden_layers == 0:
        return recorded.undefined()

    def share(values: Tensor) -> Tensor:
        largest = values.amax(dim=-1)
        # NaN where one of the values is no number, as all other quantities have it.
        return (largest <= 0).to(values.dtype).mean(dim=-1) + 0 * largest.sum(dim=-1)

    return hidden_only(each_layer(share, recorded.activations[:-1]))
