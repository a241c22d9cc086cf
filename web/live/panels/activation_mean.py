"""The mean of every layer's output over the steps."""

from web.charts.style import Figure
from web.live.panels.layer_curves import draw_layer_quantity
from web.live.panels.moment import Moment


def draw_activation_mean(moment: Moment) -> Figure:
    """One line a layer."""
    return draw_layer_quantity(moment, "activation_mean", "mean activation")
