"""The length of every layer's gradient over the steps."""

from pages.panels.layer_curves import draw_layer_quantity
from pages.panels.moment import Moment
from pages.panels.style import Figure


def draw_gradient_norm(moment: Moment) -> Figure:
    """One line a layer on a log axis."""
    return draw_layer_quantity(moment, "gradient_norm", "‖∂L/∂W‖₂", log=True)
