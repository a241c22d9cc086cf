"""How large every layer's updates are, measured by its weights."""

from core.quantities.update_to_weight_ratio import HEALTHY
from web.charts.style import Figure
from web.live.panels.curves import guide
from web.live.panels.layer_curves import draw_layer_quantity
from web.live.panels.moment import Moment


def draw_update_to_weight_ratio(moment: Moment) -> Figure:
    """One line a layer on a log axis, and the line at 10⁻³ that suits most networks."""
    return draw_layer_quantity(
        moment,
        "update_to_weight_ratio",
        "‖ΔW‖₂ / ‖W‖₂",
        guide(moment, "10⁻³: about right", HEALTHY),
        log=True,
    )
