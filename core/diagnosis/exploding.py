"""Gradients that grow on their way through the layers."""

import numpy as np

from core.arrays import Floats
from core.config import AUTO
from core.diagnosis.finding import (
    Finding,
    above_chance,
    at_start,
    found,
    in_members,
    most,
    needs,
    recently,
    spelled,
    suitable_initializer,
)
from core.trainer import Trainer

EXPLODED = 100.0
"""Norm of a layer's gradient. Healthy starts have 0.02 to 2, saturated ones 3 to 30; N(0, 1)
weights in 8 ReLU layers of 16 have 1,000, N(0, 2²) have 260,000 (own measurement)."""

GREW = 1.0
"""log₁₀ of the logit's variance over the first layer's. Medians of healthy starts are −3 to 0.5,
whatever their penalties; those above have 7 and 12 (own measurement)."""

LEARNED = 0.9
"""Share of the loss of an even guess below which a run got over its start."""


@needs("gradient_norm", "weight_norm", "activation_variance", "train_loss")
def exploding(trainer: Trainer) -> Finding | None:
    """The gradient was huge at the start, and still is or has ruined the run since.

    Its first step throws the weights anywhere: where they land, gradients are often 0.
    """
    if trainer.config.hidden_layers == 0:
        return None
    norms = (at_start(trainer, "gradient_norm") - _pull_of_penalties(trainer)).max(axis=-1)
    now = recently(trainer, "gradient_norm").max(axis=-1)
    variances = at_start(trainer, "activation_variance")
    with np.errstate(divide="ignore", invalid="ignore"):
        grew = ~(np.log10(variances[:, -1] / variances[:, 0]) < GREW)
    members = grew & ~(norms < EXPLODED) & (~(now < EXPLODED) | above_chance(trainer, LEARNED))
    if not most(members):
        return None
    config = trainer.config
    each = most(np.all(variances[members, 1:] > variances[members, :-1], axis=1))
    return found(
        "exploding",
        f"{in_members(members)} the gradient explodes: at the start its norm is "
        f"{spelled(float(np.median(norms[members])))}, where about 1 is healthy"
        f"{', as every layer makes the signal larger' if each else ''}.",
        config,
        initializer=suitable_initializer(config),
        bias_initializer=AUTO,
        otherwise={
            "hidden_layers": min(config.hidden_layers, 4),
            "learning_rate": config.learning_rate / 10,
        },
    )


def _pull_of_penalties(trainer: Trainer) -> Floats:
    """Most of a gradient's norm at the start that is L1's and L2's own, [members, layers]."""
    config = trainer.config
    weights = np.array([out * given for out, given in trainer.ensemble.architecture.shapes])
    pull: Floats = 2 * config.l2 * at_start(trainer, "weight_norm") + config.l1 * np.sqrt(weights)
    if config.penalized_layer is not None:
        pull[:, np.arange(len(weights)) != config.penalized_layer] = 0
    return pull
