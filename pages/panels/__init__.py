"""Panels: what is known of a run in, a Plotly figure as a plain dict out. One file each."""

from collections.abc import Callable
from dataclasses import dataclass

from pages.panels.accuracy import draw_accuracy
from pages.panels.boundary import draw_boundary
from pages.panels.gradient_variance import draw_gradient_variance
from pages.panels.loss import draw_loss
from pages.panels.metrics import draw_metrics
from pages.panels.moment import Moment, Options
from pages.panels.style import Figure, Style


@dataclass(frozen=True)
class Panel:
    """One drawing that can stand on the page; `describe` is what a screen reader says of it."""

    label: str
    describe: str
    draw: Callable[[Moment], Figure]


PANELS = {
    "boundary": Panel(
        "Decision boundary",
        "P(class 1) over the plane, with the line where it is one half, and the data points",
        draw_boundary,
    ),
    "loss": Panel("Loss", "Training and validation loss over the steps", draw_loss),
    "gradient_variance": Panel(
        "Gradient variance",
        "Variance of the weight gradient of every layer over the steps, on a log axis",
        draw_gradient_variance,
    ),
    "accuracy": Panel("Accuracy", "Training and validation accuracy over the steps", draw_accuracy),
    "metrics": Panel(
        "Metrics",
        "Accuracy, precision, recall, F1, AUC and confusion matrix of both sets at this step",
        draw_metrics,
    ),
}
"""Name → panel. A layer quantity's panel has the name of the quantity."""

__all__ = ["PANELS", "Figure", "Moment", "Options", "Panel", "Style"]
