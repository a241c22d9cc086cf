"""Members that have solved the problem."""

import numpy as np

from core.diagnosis.finding import Finding, found, solved_now
from core.success import NOT_YET, SOLVED_ACCURACY, wilson_interval
from core.trainer import Trainer

ENOUGH_MEMBERS = 5
"""Below so many the interval is wider than half of all there is, and says nothing."""


def solved(trainer: Trainer) -> Finding | None:
    """How many members have ever solved their problem, when, and how many of other starts would.

    Silent where none of them has it solved any more.
    """
    if not solved_now(trainer).any():
        return None
    steps = trainer.solved[trainer.solved != NOT_YET]
    return found("solved", _sentence(len(trainer.solved), steps), trainer.config)


def _sentence(members: int, steps: np.ndarray) -> str:
    """How many of `members` have solved the problem; each did so at one of these `steps`."""
    if members == 1:
        right = f"{SOLVED_ACCURACY:.0%} of the validation points right"
        return f"This network has solved the problem ({right}) at step {steps[0]:,}."
    count = len(steps)
    who = f"{count} of {members} members {'has' if count == 1 else 'have'} solved the problem"
    when = "at" if count == 1 else "half of them by"
    sentence = f"{who} ({SOLVED_ACCURACY:.0%} right), {when} step {np.median(steps):,.0f}."
    if members < ENOUGH_MEMBERS:
        return sentence
    low, high = wilson_interval(count, members)
    return f"{sentence} 95% interval for all starts: {low:.0%} to {high:.0%} solve it by now."
