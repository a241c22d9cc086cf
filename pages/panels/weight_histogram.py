"""The distribution of every layer's weights at the present step."""

from pages.panels.histograms import draw_histogram
from pages.panels.moment import Moment
from pages.panels.style import Figure


def draw_weight_histogram(moment: Moment) -> Figure:
    """One outline a layer."""
    return draw_histogram(moment, "weight_histogram", "weight")
