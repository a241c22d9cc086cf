"""Members that have solved the problem."""

import numpy as np

from core.diagnosis.finding import Finding, found
from core.diagnosis.plateau import level
from core.diagnosis.progress import progress
from core.success import NOT_YET, SOLVED_ACCURACY, wilson_interval
from core.trainer import Trainer

ENOUGH_MEMBERS = 5
"""Below so many the interval is wider than half of all there is, and says nothing."""


def solved(trainer: Trainer) -> Finding | None:
    """How many members have solved their problem now, and what the others are doing.

    Silent where nobody has it solved now.
    """
    now = trainer.solved_now()
    if not now.any():
        return None
    return found("solved", f"{_sentence(trainer, now)}{_others(trainer, now)}.", trainer.config)


def _sentence(trainer: Trainer, now: np.ndarray) -> str:
    members, count = len(now), int(now.sum())
    right = f"{SOLVED_ACCURACY:.0%} of the validation points right"
    if members == 1:
        since = trainer.solved[0]
        first = f", for the first time at step {since:,}" if since != NOT_YET else ""
        return f"This network has solved the problem ({right}){first}"
    has = "has" if count == 1 else "have"
    said = f"{count} of {members} seeds {has} solved the problem now ({right})"
    if members < ENOUGH_MEMBERS:
        return said
    low, high = wilson_interval(count, members)
    return f"{said}, 95% interval {low:.0%} to {high:.0%}"


def _others(trainer: Trainer, now: np.ndarray) -> str:
    """What the members are doing that have not solved it."""
    if now.all():
        return ""
    once = ~now & (trainer.solved != NOT_YET)
    state = progress(trainer)
    flat = state.flat & ~now & ~once if state else np.zeros_like(once)
    learning = ~now & ~once & ~flat
    kinds = []
    if state and flat.any():
        stand = "stands" if flat.sum() == 1 else "stand"
        kinds.append((flat, f"{stand} still at a loss of {level(state, flat)}"))
    if once.any():
        kinds.append((once, "had solved it before"))
    if learning.any():
        kinds.append((learning, "is still learning" if learning.sum() == 1 else "still learn"))
    if len(kinds) == 1:
        return f". The other {kinds[0][0].sum()} {kinds[0][1]}"
    return f". Of the others, {', '.join(f'{which.sum()} {does}' for which, does in kinds)}"
