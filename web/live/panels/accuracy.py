"""The accuracy over the steps."""

from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.curves import draw_train_and_validation


def draw_accuracy(context: PanelContext) -> Figure:
    """Share of the training and of the validation points on the right side."""
    axis = {**context.style.title("accuracy"), "range": [0, 1.02]}
    return draw_train_and_validation(context, "accuracy", axis)
