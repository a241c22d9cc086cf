"""The length of every layer's weight over the steps."""

from pages.panels.layer_curves import draw_layer_quantity
from pages.panels.moment import Moment
from pages.panels.style import Figure


def draw_weight_norm(moment: Moment) -> Figure:
    """One line a layer."""
    return draw_layer_quantity(moment, "weight_norm", "‖W‖₂")
