"""Penalties that leave nothing of the weights."""

from core.diagnosis.finding import (
    Finding,
    at_start,
    constant_answer,
    found,
    in_members,
    most,
    needs,
    recently,
)
from core.trainer import Trainer

SHRUNK = 0.1
"""Length of every layer's weights, as a share of that at the start. No healthy run has less than
0.5; at L2 penalties of 0.1 and more weights go to 0 (own measurement)."""

WITHIN = 0.02
"""Share of the loss by which it may be less than that of one answer for all points."""


@needs("weight_norm", "train_loss")
def penalty_too_strong(trainer: Trainer) -> Finding | None:
    """L1 or L2 has shrunk the weights of every layer, or of the only one that it is for.

    And the network tells no points apart.
    """
    config = trainer.config
    if not (config.l1 or config.l2):
        return None
    shrunk = recently(trainer, "weight_norm") < SHRUNK * at_start(trainer, "weight_norm")
    only = config.penalized_layer
    shrunk = shrunk if only is None else shrunk[:, [only]]
    useless = ~(recently(trainer, "train_loss") < (1 - WITHIN) * constant_answer(trainer))
    members = shrunk.all(axis=-1) & useless
    if not most(members):
        return None
    strengths = {"L1": config.l1, "L2": config.l2}
    penalties = " and ".join(f"{name} of {value:g}" for name, value in strengths.items() if value)
    which = "all weights" if only is None else "all weights of its layer"
    return found(
        "penalty_too_strong",
        f"{in_members(members)} the penalty is too strong: {penalties} shrank {which} below "
        f"{SHRUNK:.0%} of their start, and all points get one answer.",
        config,
        l1=0.0,
        l2=0.0,
    )
