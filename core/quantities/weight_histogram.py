"""Distribution of the weights of each layer."""

from core.quantities.histogram import Histogram, histogram
from core.quantities.recorded import Recorded


def weight_histogram(recorded: Recorded, members: slice) -> Histogram:
    """Histogram of the weights of each layer, of the members in the slice; biases are left out."""
    return histogram([weight[:, members] for weight in recorded.weights])
