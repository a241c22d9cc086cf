"""The variance of every layer's output over the steps."""

from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.layer_curves import draw_layer_quantity


def draw_activation_variance(context: PanelContext) -> Figure:
    """One line a layer on a log axis: lines that fan out lose the signal, or blow it up."""
    return draw_layer_quantity(
        context,
        "activation_variance",
        "variance of activations",
        log=True,
        predicted=context.predicted("activation_variance"),
    )
