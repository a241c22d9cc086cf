"""The distribution of every layer's weight gradient at the present step."""

from pages.panels.histograms import draw_histogram
from pages.panels.moment import Moment
from pages.panels.style import Figure


def draw_gradient_histogram(moment: Moment) -> Figure:
    """One outline a layer."""
    return draw_histogram(moment, "gradient_histogram", "∂L/∂W")
