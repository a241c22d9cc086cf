"""Units that sit where their activation is flat."""

import numpy as np

from core.activations import ACTIVATIONS
from core.config import AUTO
from core.diagnosis.finding import (
    Finding,
    at_start,
    found,
    in_members,
    most,
    mostly_solved,
    needs,
    recently,
    suitable_initializer,
)
from core.trainer import Trainer

FLAT = 0.8
"""Saturated share of a layer. Healthy starts have 0 to 0.55 (inputs up to 5), N(0, 1.5²) weights in
layers of 16 have 0.74 and learn yet, N(0, 3²) have 0.89 and do not generalize (own measurement)."""


@needs("saturated_share")
def saturated(trainer: Trainer) -> Finding | None:
    """A hidden layer is saturated, and was from the start: its weights are too large.

    Units that saturate later are no illness: they do so in every run that solves its problem.
    Glorot and Bengio 2010, section 3.
    """
    if trainer.config.hidden_layers == 0 or mostly_solved(trainer):
        return None
    start = at_start(trainer, "saturated_share")[:, :-1].max(axis=-1)
    now = recently(trainer, "saturated_share")[:, :-1].max(axis=-1)
    members = (start > FLAT) & (now > FLAT)
    if not most(members):
        return None
    config = trainer.config
    return found(
        "saturated",
        f"{in_members(members)} a layer is saturated: {np.median(now[members]):.0%} of its outputs "
        f"sit where {ACTIVATIONS[config.activation].label} is flat, "
        "and hardly any gradient gets through.",
        config,
        initializer=suitable_initializer(config),
        bias_initializer=AUTO,
        otherwise={"activation": "leaky_relu", "initializer": "kaiming_normal"},
    )
