"""The gradient variance of every layer over the steps."""

from pages.panels.layer_curves import draw_layer_quantity
from pages.panels.moment import Moment
from pages.panels.style import Figure


def draw_gradient_variance(moment: Moment) -> Figure:
    """One line a layer on a log axis: lines that fan out are vanishing or exploding gradients."""
    return draw_layer_quantity(
        moment,
        "gradient_variance",
        "variance of ∂L/∂W",
        log=True,
        predicted=moment.predicted("gradient_variance"),
    )
