"""The distribution of what every layer gives at the present step."""

from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.histograms import draw_histogram


def draw_activation_histogram(context: PanelContext) -> Figure:
    """One outline a layer."""
    return draw_histogram(context, "activation_histogram", "activation")
