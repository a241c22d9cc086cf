"""The loss over the steps."""

from typing import Any

from core.losses import LOSSES
from web.charts.axes import log_axis
from web.charts.style import Figure
from web.live.panels.context import PanelContext
from web.live.panels.curves import draw_train_and_validation, guide


def draw_loss(context: PanelContext) -> Figure:
    """Mean loss of the training and of the validation points, penalties left out.

    The guide is what a network scores that gives every point P(class 1) = ½.
    """
    loss = LOSSES[context.trainer.config.loss]
    scale: dict[str, Any] = {"rangemode": "tozero"}
    if context.options.log_loss:
        scale = log_axis(*(context.quantiles(name) for name in ("train_loss", "validation_loss")))
    chance = guide(context, f"{loss.chance_formula}: chance", loss.chance)
    return draw_train_and_validation(context, "loss", loss.label, scale, chance)
