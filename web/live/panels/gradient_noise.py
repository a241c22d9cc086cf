"""How far the gradients of single points lie apart, over the steps."""

from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.layer_curves import draw_layer_quantity


def draw_gradient_noise(context: PanelContext) -> Figure:
    """One line a layer on a log axis: what a small batch adds to the gradient of all points."""
    return draw_layer_quantity(context, "gradient_noise", "variance over points", log=True)
