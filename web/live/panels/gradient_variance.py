"""The gradient variance of every layer over the steps."""

from web.charts.style import Figure
from web.live.panels.layer_curves import draw_layer_quantity
from web.live.panels.moment import Moment


def draw_gradient_variance(moment: Moment) -> Figure:
    """One line a layer on a log axis: lines that fan out are vanishing or exploding gradients."""
    return draw_layer_quantity(
        moment,
        "gradient_variance",
        "variance of ∂L/∂W",
        log=True,
        predicted=moment.predicted("gradient_variance"),
    )
