"""The distribution of every layer's weights at the present step."""

from web.charts.style import Figure
from web.live.panels.histograms import draw_histogram
from web.live.panels.moment import Moment


def draw_weight_histogram(moment: Moment) -> Figure:
    """One outline a layer."""
    return draw_histogram(moment, "weight_histogram", "weight")
