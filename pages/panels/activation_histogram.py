"""The distribution of what every layer gives at the present step."""

from pages.panels.histograms import draw_histogram
from pages.panels.moment import Moment
from pages.panels.style import Figure


def draw_activation_histogram(moment: Moment) -> Figure:
    """One outline a layer."""
    return draw_histogram(moment, "activation_histogram", "activation")
