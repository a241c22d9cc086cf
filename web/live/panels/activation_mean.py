"""The mean of every layer's output over the steps."""

from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.layer_curves import draw_layer_quantity


def draw_activation_mean(context: PanelContext) -> Figure:
    """One line a layer."""
    return draw_layer_quantity(context, "activation_mean", "mean activation")
