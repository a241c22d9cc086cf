"""Runs that are as good as one answer for all points."""

import numpy as np

from core.activations import ACTIVATIONS
from core.config import RunConfig
from core.diagnosis.finding import (
    Finding,
    Members,
    chance,
    constant_answer,
    found,
    in_members,
    most,
    needs,
    round_steps,
    suitable_initializer,
)
from core.trainer import Trainer

FIRST_STEP = 1500
"""XOR begins with a plateau at chance. Of 256 members 2 are on it at step 1,000 at the default
settings and none at 1,500; 44 and 13 with torch's smaller start (own measurement)."""

WITHIN = 0.02
"""Share of the loss by which it may be less: the best straight line gains 1 % on XOR's points."""

MOVED = 0.005
"""Share of the loss by which it may have fallen over that half of the run. Members that leave a
plateau late fall by more: without this, 3 % of single default members are stuck at step 1,000."""


@needs("train_loss")
def stuck(trainer: Trainer) -> Finding | None:
    """The training loss of most members has been that of a constant answer for half of the run.

    For balanced classes that is ln 2 (¼ for squares), for others less; an even guess is allowed.
    """
    if trainer.step < FIRST_STEP:
        return None
    constant, even_guess = constant_answer(trainer), chance(trainer)
    losses = trainer.history.column("train_loss")
    # Three rows stand for the half: the first, the middle and the last.
    rows = losses[[len(losses) // 2, 3 * len(losses) // 4, -1]]
    no_better = (rows > (1 - WITHIN) * constant) & (rows < (1 + WITHIN) * even_guess)
    flat = rows[0] - rows[-1] < MOVED * even_guess
    members: Members = np.all(no_better, axis=0) & flat
    if not most(members):
        return None
    config = trainer.config
    penalized = ", under a penalty on its weights" if config.l1 or config.l2 else ""
    return found(
        "stuck",
        f"{in_members(members)} the loss has been {np.median(rows[-1][members]):.2f} for more than "
        f"{round_steps(trainer.step // 2 - 1)} steps{penalized}: hardly better than one answer for "
        f"all points ({constant:.2f}).",
        config,
        otherwise={"width": min(2 * config.width, 64), "learning_rate": 0.003},
        **_remedy(config),
    )


def _remedy(config: RunConfig) -> dict[str, object]:
    linear = config.hidden_layers == 0 or config.activation == "identity"
    bounded = bool(ACTIVATIONS[config.activation].bounds)
    activation = "tanh" if linear or bounded else config.activation
    return {
        "activation": activation,
        "initializer": suitable_initializer(config.replace(activation=activation)),
        "hidden_layers": min(max(config.hidden_layers, 2), 4),
        "width": max(config.width, 8),
        "optimizer": "adam",
        "learning_rate": 0.01,
        "l1": 0.0,
        "l2": 0.0,
    }
