"""The length of every layer's weight over the steps."""

from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.layer_curves import draw_layer_quantity


def draw_weight_norm(context: PanelContext) -> Figure:
    """One line a layer."""
    return draw_layer_quantity(context, "weight_norm", "‖W‖₂")
