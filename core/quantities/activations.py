"""Quantities of what the layers compute: their outputs at the training points.

Outputs are taken after the activation; the output layer gives its logit.
"""

from torch import Tensor

from core.quantities.histogram import Histogram, histogram
from core.quantities.layerwise import each_layer, hidden_only, variance
from core.quantities.recorded import Recorded

SATURATED = 0.97
"""A unit is saturated from this share of the way from the middle of its range to either end."""


def activation_mean(recorded: Recorded) -> Tensor:
    """Mean over units and training points of a layer's output, [records, members, layers].

    A mean away from 0 pushes the weights of each unit of the next layer all in the same direction
    (LeCun et al. 1998, "Efficient BackProp", section 4.3).
    """
    return each_layer(lambda values: values.mean(dim=(-2, -1)), recorded.activations)


def activation_variance(recorded: Recorded) -> Tensor:
    """Population variance over units and training points, [records, members, layers].

    If it falls from layer to layer the signal fades, if it grows the signal explodes (Glorot and
    Bengio 2010, Eq. 5).
    """
    return each_layer(variance, recorded.activations)


def saturated_share(recorded: Recorded) -> Tensor:
    """Share of (unit, training point) pairs that are saturated, [records, members, layers].

    For tanh that is |a| > 0.97. NaN for the output layer, and for every layer if the activation is
    not bounded on both sides.
    """
    bounds = recorded.activation.bounds
    if bounds is None or recorded.architecture.hidden_layers == 0:
        return recorded.undefined()
    middle, half = (bounds[0] + bounds[1]) / 2, (bounds[1] - bounds[0]) / 2

    def share(values: Tensor) -> Tensor:
        distances = (values - middle).abs_()
        # 0, or NaN if one of the values is not finite: then the share is NaN too.
        zero_if_finite = 0 * distances.sum(dim=(-2, -1))
        # In place: it turns the distances into floats 0 and 1, of which a mean is fast.
        return distances.gt_(SATURATED * half).mean(dim=(-2, -1)) + zero_if_finite

    return hidden_only(each_layer(share, recorded.activations[:-1]))


def dead_units(recorded: Recorded) -> Tensor:
    """Share of units that output 0 at every training point, [records, members, layers].

    The loss has no gradient with respect to such a unit's weights. NaN for the output layer, and
    for every layer if the activation is flat nowhere, like leaky ReLU: its units cannot die
    (Lu et al. 2019).
    """
    if not recorded.activation.dies or recorded.architecture.hidden_layers == 0:
        return recorded.undefined()

    def share(values: Tensor) -> Tensor:
        largest = values.amax(dim=-1)
        # The second term is 0, or NaN if one of the values is not finite.
        return (largest <= 0).to(values.dtype).mean(dim=-1) + 0 * largest.sum(dim=-1)

    return hidden_only(each_layer(share, recorded.activations[:-1]))


def activation_histogram(recorded: Recorded, members: slice) -> Histogram:
    """Histogram of each layer's outputs over units, training points and the selected members.

    Peaks at the ends of a bounded activation are saturated units (Glorot and Bengio 2010, Fig. 4).
    The output layer is left empty: its logit has another scale, on which the hidden layers would be
    one bar.
    """
    *hidden, output = (layer[:, members] for layer in recorded.activations)
    return histogram([*hidden, output[..., :0]])
