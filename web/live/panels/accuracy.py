"""The accuracy over the steps."""

from web.charts.style import Figure
from web.live.panels.curves import draw_train_and_validation
from web.live.panels.moment import Moment


def draw_accuracy(moment: Moment) -> Figure:
    """Share of the training and of the validation points on the right side."""
    axis = {**moment.style.title("accuracy"), "range": [0, 1.02]}
    return draw_train_and_validation(moment, "accuracy", axis)
