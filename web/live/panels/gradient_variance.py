"""The gradient variance of every layer over the steps."""

from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.layer_curves import draw_layer_quantity


def draw_gradient_variance(context: PanelContext) -> Figure:
    """One line a layer on a log axis: lines that fan out are vanishing or exploding gradients."""
    return draw_layer_quantity(
        context,
        "gradient_variance",
        "variance of ∂L/∂W",
        log=True,
        predicted=context.predicted("gradient_variance"),
    )
