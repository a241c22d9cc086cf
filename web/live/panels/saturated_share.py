"""How much of every layer is saturated, over the steps."""

from core.activations import ACTIVATIONS
from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.layer_curves import draw_layer_quantity
from web.live.panels.missing import NO_HIDDEN_LAYER


def draw_saturated_share(context: PanelContext) -> Figure:
    """One line a hidden layer; an activation without two bounds cannot saturate."""
    config = context.trainer.config
    activation = ACTIVATIONS[config.activation]
    open_ended = f"{activation.label} units cannot saturate: "
    open_ended += "see Dead units" if activation.dies else "their outputs have no two bounds"
    return draw_layer_quantity(
        context,
        "saturated_share",
        "saturated share",
        layers=range(config.hidden_layers if activation.bounds else 0),
        missing=NO_HIDDEN_LAYER if config.hidden_layers == 0 else open_ended,
    )
