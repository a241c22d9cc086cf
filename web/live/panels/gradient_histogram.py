"""The distribution of every layer's weight gradient at the present step."""

from web.charts.style import Figure
from web.live.panels.histograms import draw_histogram
from web.live.panels.moment import Moment


def draw_gradient_histogram(moment: Moment) -> Figure:
    """One outline a layer."""
    return draw_histogram(moment, "gradient_histogram", "∂L/∂W")
