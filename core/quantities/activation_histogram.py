"""Distribution of what the hidden units give."""

from core.quantities.histogram import Histogram, histogram
from core.quantities.recorded import Recorded


def activation_histogram(recorded: Recorded, members: slice) -> Histogram:
    """Histogram of unit and training point of each layer, of the members in the slice.

    Heaps at the ends of a bounded activation are saturated units (Glorot and Bengio 2010, Fig. 4).
    The output layer has no values: its logit lies on another scale, on which the hidden layers
    would be one bar.
    """
    *hidden, output = (layer[:, members] for layer in recorded.activations)
    return histogram([*hidden, output[..., :0]])
