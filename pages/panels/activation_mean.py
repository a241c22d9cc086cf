"""The mean of every layer's output over the steps."""

from pages.panels.layer_curves import draw_layer_quantity
from pages.panels.moment import Moment
from pages.panels.style import Figure


def draw_activation_mean(moment: Moment) -> Figure:
    """One line a layer."""
    return draw_layer_quantity(moment, "activation_mean", "mean activation")
