"""How far every layer's weight has gone from where it started."""

from web.charts.style import Figure
from web.live.panels.layer_curves import draw_layer_quantity
from web.live.panels.moment import Moment


def draw_distance_from_start(moment: Moment) -> Figure:
    """One line a layer; 1 is as far as the start was from 0."""
    return draw_layer_quantity(
        moment,
        "distance_from_start",
        "‖W − W₀‖₂ / ‖W₀‖₂",
    )
