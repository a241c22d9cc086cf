"""The variance of every layer's output over the steps."""

from web.charts.style import Figure
from web.live.panels.layer_curves import draw_layer_quantity
from web.live.panels.moment import Moment


def draw_activation_variance(moment: Moment) -> Figure:
    """One line a layer on a log axis: lines that fan out lose the signal, or blow it up."""
    return draw_layer_quantity(
        moment,
        "activation_variance",
        "variance of activations",
        log=True,
        predicted=moment.predicted("activation_variance"),
    )
