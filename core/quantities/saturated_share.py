"""How much of a layer sits where its activation is flat."""

from torch import Tensor

from core.quantities.layerwise import each_layer, hidden_only
from core.quantities.recorded import Recorded

SATURATED = 0.97
"""From this share of the way from the middle of an activation's range to its end it is flat."""


def saturated_share(recorded: Recorded) -> Tensor:
    """Share of pairs of unit and training point that are saturated, [records, members, layers].

    For tanh that is |a| > 0.97. NaN for the output, and everywhere for an activation without two
    bounds: it has nowhere to saturate.
    """
    bounds = recorded.activation.bounds
    if bounds is None or recorded.architecture.hidden_layers == 0:
        return recorded.undefined()
    middle, half = (bounds[0] + bounds[1]) / 2, (bounds[1] - bounds[0]) / 2

    def share(values: Tensor) -> Tensor:
        distances = (values - middle).abs_()
        # NaN where one of the values is no number, as all other quantities have it.
        unless_broken = 0 * distances.sum(dim=(-2, -1))
        # In place, so that the answers are numbers, of which a mean is quick.
        return distances.gt_(SATURATED * half).mean(dim=(-2, -1)) + unless_broken

    return hidden_only(each_layer(share, recorded.activations[:-1]))
