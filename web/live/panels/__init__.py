"""Panels: what is known of a run in, a Plotly figure as a plain dict out.

A panel that calls one of the shared functions is a row of `PANELS`; one with an idea of its own has
a file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from web.charts.style import Figure, Style
from web.live.panels.boundary import draw_boundary
from web.live.panels.context import Options, PanelContext
from web.live.panels.curves import draw_train_and_validation
from web.live.panels.dead_units import draw_dead_units
from web.live.panels.histograms import draw_histogram
from web.live.panels.layer_curves import draw_layer_quantity
from web.live.panels.layer_distributions import draw_layer_distributions
from web.live.panels.loss import draw_loss
from web.live.panels.metrics import draw_metrics
from web.live.panels.network import draw_network
from web.live.panels.saturated_share import draw_saturated_share
from web.live.panels.sharpness import draw_sharpness
from web.live.panels.steps_to_solve import draw_steps_to_solve
from web.live.panels.threshold_curves import PRECISION_RECALL, ROC, draw_threshold_curves
from web.live.panels.update_to_weight_ratio import draw_update_to_weight_ratio
from web.live.panels.wall import draw_wall


@dataclass(frozen=True)
class Panel:
    """One drawing that can stand on the page; `describe` is what a screen reader says of it.

    `of_one_member` says that it shows the picked member, or the first, and no other;
    `needs_several` that a run of one member does not have it.
    """

    label: str
    describe: str
    draw: Callable[[PanelContext], Figure]
    of_one_member: bool = False
    needs_several: bool = False


PANELS = {
    "boundary": Panel(
        "Decision boundary",
        "P(class 1) over the plane, with the line where it is the threshold, and the data points",
        draw_boundary,
        of_one_member=True,
    ),
    "wall": Panel(
        "Wall of seeds",
        "P(class 1) over the plane for every seed, best first when the run was last paused; "
        "a click shows a seed in the other panels",
        draw_wall,
        needs_several=True,
    ),
    "loss": Panel("Loss", "Training and validation loss over the steps", draw_loss),
    "gradient_variance": Panel(
        "Gradient variance",
        "Variance of the weight gradient of every layer over the steps, on a log axis",
        partial(
            draw_layer_quantity, quantity="gradient_variance", title="variance of ∂L/∂W", log=True
        ),
    ),
    "network": Panel(
        "Network",
        "Every unit with its map over the plane, and every weight between them as an edge",
        draw_network,
        of_one_member=True,
    ),
    "steps_to_solve": Panel(
        "Steps to solve",
        "Share of seeds that had solved the problem at least once by each step, with its 95% "
        "interval",
        draw_steps_to_solve,
    ),
    "gradient_norm": Panel(
        "Gradient norm",
        "Length of the weight gradient of every layer over the steps, on a log axis",
        partial(draw_layer_quantity, quantity="gradient_norm", title="‖∂L/∂W‖₂", log=True),
    ),
    "gradient_noise": Panel(
        "Gradient noise",
        "Variance of the weight gradient over the training points, of every layer over the steps",
        partial(
            draw_layer_quantity, quantity="gradient_noise", title="variance over points", log=True
        ),
    ),
    "activation_mean": Panel(
        "Activation mean",
        "Mean over units and training points of every layer's output over the steps",
        partial(draw_layer_quantity, quantity="activation_mean", title="mean activation"),
    ),
    "activation_variance": Panel(
        "Activation variance",
        "Variance over units and training points of every layer's output over the steps",
        partial(
            draw_layer_quantity,
            quantity="activation_variance",
            title="variance of activations",
            log=True,
        ),
    ),
    "saturated_share": Panel(
        "Saturation",
        "Share of unit and training point pairs where the activation is flat, of every layer",
        draw_saturated_share,
    ),
    "dead_units": Panel(
        "Dead units",
        "Share of units that give 0 for every training point, of every layer over the steps",
        draw_dead_units,
    ),
    "layer_distributions": Panel(
        "Layers: activations and gradients",
        "Distribution of the activations and of the weight gradient of every layer at this step",
        draw_layer_distributions,
    ),
    "gradient_histogram": Panel(
        "Gradient histogram",
        "Distribution of the weight gradient of every layer at this step",
        partial(draw_histogram, quantity="gradient_histogram", title="∂L/∂W"),
    ),
    "activation_histogram": Panel(
        "Activation histogram",
        "Distribution of the output of every layer at this step",
        partial(draw_histogram, quantity="activation_histogram", title="activation"),
    ),
    "weight_histogram": Panel(
        "Weight histogram",
        "Distribution of the weights of every layer at this step",
        partial(draw_histogram, quantity="weight_histogram", title="weight"),
    ),
    "weight_norm": Panel(
        "Weight norm",
        "Length of every layer's weight over the steps",
        partial(draw_layer_quantity, quantity="weight_norm", title="‖W‖₂"),
    ),
    "distance_from_start": Panel(
        "Distance from start",
        "How far every layer's weight has gone from its start, measured by the start's length",
        partial(draw_layer_quantity, quantity="distance_from_start", title="‖W − W₀‖₂ / ‖W₀‖₂"),
    ),
    "update_to_weight_ratio": Panel(
        "Update ÷ weight",
        "Length of every layer's update by that of its weight, on a log axis with a line at 10⁻³",
        draw_update_to_weight_ratio,
    ),
    "sharpness": Panel(
        "Sharpness",
        "Largest eigenvalue of the Hessian over the steps, with the edge of stability",
        draw_sharpness,
    ),
    "accuracy": Panel(
        "Accuracy",
        "Training and validation accuracy over the steps",
        partial(
            draw_train_and_validation,
            score="accuracy",
            title="accuracy",
            scale={"range": [0, 1.02]},
        ),
    ),
    "metrics": Panel(
        "Metrics",
        "Accuracy, precision, recall, F1, AUC and confusion matrix of both sets at this step",
        draw_metrics,
        of_one_member=True,
    ),
    "roc": Panel(
        "ROC curve",
        "True over false positive rate at every threshold for both sets, the present threshold as "
        "a point, and the line of chance",
        partial(draw_threshold_curves, kind=ROC),
        of_one_member=True,
    ),
    "precision_recall": Panel(
        "Precision and recall",
        "Precision over recall at every threshold for both sets, the present threshold as a point, "
        "and the line of chance",
        partial(draw_threshold_curves, kind=PRECISION_RECALL),
        of_one_member=True,
    ),
}
"""Name → panel. A layer quantity's panel has the name of the quantity."""

__all__ = ["PANELS", "Figure", "Options", "Panel", "PanelContext", "Style"]
