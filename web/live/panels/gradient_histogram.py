"""The distribution of every layer's weight gradient at the present step."""

from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.histograms import draw_histogram


def draw_gradient_histogram(context: PanelContext) -> Figure:
    """One outline a layer."""
    return draw_histogram(context, "gradient_histogram", "∂L/∂W")
