"""The loss over the steps."""

from core.losses import LOSSES
from pages.panels.curves import draw_train_and_validation
from pages.panels.moment import Moment
from pages.panels.style import Figure


def draw_loss(moment: Moment) -> Figure:
    """Mean loss of the training and of the validation points, penalties left out."""
    label = LOSSES[moment.trainer.config.loss].label
    scale = {"type": "log", "exponentformat": "power"} if moment.options.log_loss else {}
    scale |= {} if moment.options.log_loss else {"rangemode": "tozero"}
    return draw_train_and_validation(moment, "loss", {**moment.style.title(label), **scale})
