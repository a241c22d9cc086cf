"""Distribution of the gradient of each layer."""

from core.quantities.histogram import Histogram, histogram
from core.quantities.recorded import Recorded


def gradient_histogram(recorded: Recorded, members: slice) -> Histogram:
    """Histogram of the entries of ∂L/∂W, of the members in the slice; 0 is in the middle.

    Glorot and Bengio 2010, Fig. 7: where the layers' widths fan out, gradients vanish or explode.
    """
    return histogram([gradient[:, members] for gradient in recorded.weight_gradients], True)
