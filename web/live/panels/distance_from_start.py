"""How far every layer's weight has gone from where it started."""

from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.layer_curves import draw_layer_quantity


def draw_distance_from_start(context: PanelContext) -> Figure:
    """One line a layer; 1 is as far as the start was from 0."""
    return draw_layer_quantity(
        context,
        "distance_from_start",
        "‖W − W₀‖₂ / ‖W₀‖₂",
    )
