"""How many units of every layer are dead, over the steps."""

from core.activations import ACTIVATIONS
from core.theory import born_dead_share
from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.curves import guide
from web.live.panels.layer_curves import draw_layer_quantity
from web.live.panels.missing import NO_HIDDEN_LAYER


def draw_dead_units(context: PanelContext) -> Figure:
    """One line a hidden layer; the guide is the share of networks that begin dead for one point.

    A network is dead where a whole layer of its units is.
    """
    config = context.trainer.config
    activation = ACTIVATIONS[config.activation]
    share = born_dead_share(config)
    guides = [] if share is None else [guide(context, "networks born dead, for one point", share)]
    alive = f"{activation.label} units cannot be dead: "
    alive += "see Saturation" if activation.bounds else f"{activation.label} is flat nowhere"
    return draw_layer_quantity(
        context,
        "dead_units",
        "share of dead units",
        *guides,
        layers=range(config.hidden_layers if activation.dies else 0),
        missing=NO_HIDDEN_LAYER if config.hidden_layers == 0 else alive,
    )
