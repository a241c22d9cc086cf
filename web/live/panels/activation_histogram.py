"""The distribution of what every layer gives at the present step."""

from web.charts.style import Figure
from web.live.panels.histograms import draw_histogram
from web.live.panels.moment import Moment


def draw_activation_histogram(moment: Moment) -> Figure:
    """One outline a layer."""
    return draw_histogram(moment, "activation_histogram", "activation")
