"""How large every layer's updates are, measured by its weights."""

from core.quantities.weights import HEALTHY_UPDATE_RATIO
from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.curves import guide
from web.live.panels.layer_curves import draw_layer_quantity


def draw_update_to_weight_ratio(context: PanelContext) -> Figure:
    """One line a layer on a log axis, and the line at 10⁻³ that suits most networks.

    Step 0 has no update: there is no line before the first step.
    """
    layers = range(context.trainer.config.hidden_layers + 1 if context.trainer.step else 0)
    return draw_layer_quantity(
        context,
        "update_to_weight_ratio",
        "‖ΔW‖₂ / ‖W‖₂",
        guide(context, "10⁻³: about right", HEALTHY_UPDATE_RATIO),
        log=True,
        layers=layers,
        missing="no update before the first step: press Step or Play",
    )
