"""Layers whose units give 0 for every point."""

import numpy as np

from core.activations import ACTIVATIONS
from core.arrays import Floats
from core.config import AUTO
from core.diagnosis.finding import (
    Finding,
    Members,
    at_change,
    at_start,
    found,
    in_members,
    most,
    needs,
    recently,
)
from core.theory import born_dead_share
from core.trainer import Trainer

THROWN = 1.0
"""Distance from the start at which dead weights were thrown rather than drawn: a first step at a
learning rate of 10 goes 1 to 20, members that died on their own went 0.1 (own measurement)."""


@needs("dead_units")
def dead(trainer: Trainer) -> Finding | None:
    """A whole layer of units gives 0 for every training point: nothing gets through any more.

    Lu et al. 2019, "Dying ReLU and initialization".
    """
    members = _with_a_dead_layer(recently(trainer, "dead_units"))
    if not most(members) or killed_by_steps(trainer):
        return None
    config = trainer.config
    return found(
        "dead",
        f"{in_members(members)} a layer of {ACTIVATIONS[config.activation].label} units is dead: "
        f"all give 0 for every point, and no gradient gets through{_theory(trainer)}.",
        config,
        activation="leaky_relu",
        initializer="kaiming_normal",
        bias_initializer=AUTO,
        width=max(config.width, 8),
    )


def killed_by_steps(trainer: Trainer) -> bool:
    """Whether most members lived at the start, or at the last change by hand, and died far away."""
    history = trainer.history
    if "dead_units" not in history or "distance_from_start" not in history:
        return False
    died = _with_a_dead_layer(recently(trainer, "dead_units"))
    lived = ~_with_a_dead_layer(at_change(trainer, "dead_units"))
    way = recently(trainer, "distance_from_start") - at_change(trainer, "distance_from_start")
    thrown = ~(way.max(axis=-1) < THROWN)
    return most(died) and most(lived & died & thrown)


def _with_a_dead_layer(shares: Floats) -> Members:
    members: Members = np.any(shares >= 1, axis=-1)
    return members


def _theory(trainer: Trainer) -> str:
    """What theory says, if it speaks of these networks and they were born dead."""
    share = born_dead_share(trainer.config)
    if share is None or not most(_with_a_dead_layer(at_start(trainer, "dead_units"))):
        return ""
    return f" (theory for the start: at most {share:.0%})"
