"""How much of every layer is saturated, over the steps."""

from core.activations import ACTIVATIONS
from web.charts.style import Figure
from web.live.panels.layer_curves import draw_layer_quantity
from web.live.panels.moment import Moment


def draw_saturated_share(moment: Moment) -> Figure:
    """One line a hidden layer; an activation without two bounds cannot saturate."""
    config = moment.trainer.config
    activation = ACTIVATIONS[config.activation]
    return draw_layer_quantity(
        moment,
        "saturated_share",
        "saturated share",
        layers=range(config.hidden_layers if activation.bounds else 0),
        missing=f"{activation.label} has not two bounds:<br>nothing to saturate",
    )
