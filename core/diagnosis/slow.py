"""Runs that get there, but not soon."""

import numpy as np

from core.config import RunConfig
from core.diagnosis.finding import Finding, customary_rate, found, in_members, needs
from core.diagnosis.progress import progress
from core.trainer import Trainer

LONG = 10_000
"""Steps that are worth another setting."""

LONGER = 2
"""Times the steps that were taken: what is left has to be more, as most runs learn ever faster."""

ENOUGH_MEMBERS = 0.25
"""Share of the members that have to be slow, and half of those that have not solved the problem."""

SMALL = 0.4
"""Learning rate as a share of the customary one below which it is to blame."""

SETTLED = 5000
"""Step from which a customary rate is called slow. XOR's first plateau takes up to 4,000 steps of
the default page, during which the pace says little (own measurement)."""


@needs("train_loss", "train_accuracy")
def slow(trainer: Trainer) -> Finding | None:
    """The loss of most unsolved members falls, at a pace that will take very long."""
    now = progress(trainer)
    if now is None:
        return None
    config = trainer.config
    small = config.learning_rate < SMALL * customary_rate(config)
    steps = trainer.step - trainer.changed_at
    if not small and (steps < SETTLED or not _is_plain(config)):
        return None
    members = (now.pace > 0) & (now.remaining > max(LONG, LONGER * steps))
    if np.mean(members) < ENOUGH_MEMBERS:
        return None
    members &= now.unsolved & ~now.flat
    if np.mean(members) < ENOUGH_MEMBERS or 2 * members.sum() < now.unsolved.sum():
        return None
    left = float(np.median(now.remaining[members]))
    adam = {"optimizer": "adam", "learning_rate": 0.01}
    faster: dict[str, object] = {"learning_rate": customary_rate(config)} if small else adam
    return found(
        "slow",
        f"{in_members(members)} the loss falls, but slowly: at this pace it takes about "
        f"{round(left, -int(np.log10(left))):,.0f} more steps.",
        config,
        otherwise=adam if small and _is_plain(config) else None,
        **faster,
    )


def _is_plain(config: RunConfig) -> bool:
    """Whether steps are as small as the gradient is."""
    return config.optimizer in ("sgd", "momentum", "nesterov")
