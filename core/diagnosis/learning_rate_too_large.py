"""Steps that jump over what they aim at."""

import numpy as np

from core.diagnosis.dead import killed_by_steps
from core.diagnosis.finding import (
    RECENT,
    Finding,
    Members,
    at_change,
    chance,
    customary_rate,
    found,
    in_members,
    most,
    needs,
    recently,
    since_change,
    spelled,
    suitable_initializer,
)
from core.trainer import Trainer

WORSE = 1.2
"""Training loss over that of the start, or of an even guess if that is more. Medians of healthy
runs stay below 1 from step 10 on; at a learning rate of 10 they are 2 to 8 (own measurement)."""

FIRST_STEP = 10
"""Adam, momentum and large gradients at the start overshoot for a few steps and come back."""


@needs("train_loss")
def learning_rate_too_large(trainer: Trainer) -> Finding | None:
    """The run diverged, or its loss went up and stays there, or its steps killed its units.

    Since the last change by hand: before it the rate may have been another one.
    """
    happened = _diverged(trainer) or _got_worse(trainer) or _killed(trainer)
    if happened is None:
        return None
    config = trainer.config
    return found(
        "learning_rate_too_large",
        f"The learning rate of {config.learning_rate:g} is too large: {happened}.",
        config,
        learning_rate=float(f"{min(config.learning_rate / 10, customary_rate(config)):.1g}"),
        otherwise={"initializer": suitable_initializer(config), "optimizer": "adam"},
    )


def _diverged(trainer: Trainer) -> str | None:
    return str(trainer.divergence) if trainer.divergence else None


def _got_worse(trainer: Trainer) -> str | None:
    if trainer.step < trainer.changed_at + FIRST_STEP:
        return None
    start, now = at_change(trainer, "train_loss"), recently(trainer, "train_loss")
    # A weight that was set shows in the row after it, and no rate is to blame for that.
    after = np.maximum(start, since_change(trainer, "train_loss")[0])
    start = np.where(_weights_were_set(trainer), after, start)
    worse = ~(now < WORSE * np.maximum(start, chance(trainer)))
    if not most(worse):
        return None
    return (
        f"{in_members(worse).lower()} the training loss rose from "
        f"{spelled(float(np.median(start[worse])))} to "
        f"{spelled(float(np.median(now[worse])), 1)} and stays there"
    )


def _weights_were_set(trainer: Trainer) -> Members:
    """Members whose weights went further, at the last change by hand, than steps take them."""
    history, members = trainer.history, len(trainer.ensemble)
    if not trainer.changed_at:
        return np.zeros(members, dtype=bool)
    if "weight_norm" not in history or "update_to_weight_ratio" not in history:
        return np.ones(members, dtype=bool)
    norms = since_change(trainer, "weight_norm")
    way = np.abs(norms[0] - at_change(trainer, "weight_norm"))
    steps = (since_change(trainer, "update_to_weight_ratio") * norms)[:RECENT].max(axis=0)
    further: Members = np.any(way > 2 * history.stride * steps, axis=-1)
    return further


def _killed(trainer: Trainer) -> str | None:
    if not killed_by_steps(trainer):
        return None
    return "its steps threw the weights to where a whole layer of units is 0 for every point"
