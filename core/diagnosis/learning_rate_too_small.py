"""Steps too small to get anywhere."""

import numpy as np

from core.diagnosis.finding import (
    Finding,
    at_change,
    customary_rate,
    found,
    most,
    mostly_solved,
    needs,
    recently,
    round_steps,
)
from core.trainer import Trainer

SLOW = 2e-5
"""Way a step, as a share of the weights' length: 50,000 steps to go as far as the start was from 0,
and runs go 1 to 10 times as far until they are solved. Healthy runs go 1e−4 to 1e−2 a step; SGD at
a learning rate of 1e−4 goes 5e−6, Adam at 1e−5 goes 1e−5 (own measurement)."""

STILL_NEAR = 0.1
"""Distance from the start beyond which a run has got somewhere, however long it took."""

FIRST_STEP = 100
"""The first steps of a run say little: momentum and warm-ups speed up."""


@needs("distance_from_start", "update_to_weight_ratio")
def learning_rate_too_small(trainer: Trainer) -> Finding | None:
    """No layer of most members has moved far, and none will soon.

    The steps have to be small, but also the way from the start, since steps are small as well where
    a run arrived; the way alone is short as well where large steps go to and fro.
    """
    steps = trainer.step - trainer.changed_at
    if steps < FIRST_STEP or mostly_solved(trainer):
        return None
    distance = trainer.history.column("distance_from_start")[-1].max(axis=-1)
    way = np.abs(distance - at_change(trainer, "distance_from_start").max(axis=-1))
    step = recently(trainer, "update_to_weight_ratio").max(axis=-1)
    if not most((distance < STILL_NEAR) & (way < SLOW * steps) & (step < 2 * SLOW)):
        return None
    config = trainer.config
    return found(
        "learning_rate_too_small",
        f"The learning rate of {config.learning_rate:g} is too small: after more than "
        f"{round_steps(steps - 1)} steps the weights have moved by {_share(np.median(way))} "
        "of their length.",
        config,
        learning_rate=max(10 * config.learning_rate, customary_rate(config)),
        otherwise={"optimizer": "adam", "learning_rate": 0.01},
    )


def _share(way: np.floating) -> str:
    return "less than 0.1%" if way < 0.001 else f"{way:.1%}"
