"""The length of every layer's gradient over the steps."""

from web.charts.style import Figure
from web.live.panels.layer_curves import draw_layer_quantity
from web.live.panels.moment import Moment


def draw_gradient_norm(moment: Moment) -> Figure:
    """One line a layer on a log axis."""
    return draw_layer_quantity(moment, "gradient_norm", "‖∂L/∂W‖₂", log=True)
