"""The length of every layer's weight over the steps."""

from web.charts.style import Figure
from web.live.panels.layer_curves import draw_layer_quantity
from web.live.panels.moment import Moment


def draw_weight_norm(moment: Moment) -> Figure:
    """One line a layer."""
    return draw_layer_quantity(moment, "weight_norm", "‖W‖₂")
