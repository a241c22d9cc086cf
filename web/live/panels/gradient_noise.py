"""How far the gradients of single points lie apart, over the steps."""

from web.charts.style import Figure
from web.live.panels.layer_curves import draw_layer_quantity
from web.live.panels.moment import Moment


def draw_gradient_noise(moment: Moment) -> Figure:
    """One line a layer on a log axis: what a small batch adds to the gradient of all points."""
    return draw_layer_quantity(moment, "gradient_noise", "variance over points", log=True)
