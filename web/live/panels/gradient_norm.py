"""The length of every layer's gradient over the steps."""

from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.layer_curves import draw_layer_quantity


def draw_gradient_norm(context: PanelContext) -> Figure:
    """One line a layer on a log axis."""
    return draw_layer_quantity(context, "gradient_norm", "‖∂L/∂W‖₂", log=True)
