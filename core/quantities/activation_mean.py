"""Mean of what a layer gives."""

from torch import Tensor

from core.quantities.layerwise import each_layer
from core.quantities.recorded import Recorded


def activation_mean(recorded: Recorded) -> Tensor:
    """Mean over units and training points of a layer's output, [records, members, layers].

    After the activation; the output layer gives its logit. A mean away from 0 pushes the next
    layer's units all the same way (LeCun et al. 1998, "Efficient BackProp", section 4.3).
    """
    return each_layer(lambda values: values.mean(dim=(-2, -1)), recorded.activations)
