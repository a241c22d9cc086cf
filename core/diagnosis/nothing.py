"""What is said of a run in which nothing was found."""

from core.diagnosis.plateau import level
from core.diagnosis.progress import progress
from core.success import can_tell
from core.trainer import Trainer

FIRST_STEP = 100
"""Until here only what is wrong with the start would have been found."""


def nothing_found(trainer: Trainer) -> str:
    """One sentence on a run without findings: that nothing is wrong, where it would be noticed."""
    validating = len(trainer.dataset.y_validation)
    if not can_tell(trainer.dataset):
        points = "1 validation point" if validating == 1 else f"{validating} validation points"
        return f"{points} can't tell whether it has learned: take more, or train on all points."
    if trainer.step < FIRST_STEP:
        return "Nothing wrong with the start."
    now = progress(trainer)
    if now is not None and now.flat.any():
        who = "It stands"
        if len(now.flat) > 1:
            number = int(now.flat.sum())
            who = f"{number} of {len(now.flat)} seeds stand{'s' * (number == 1)}"
        return f"{who} still at a loss of {level(now, now.flat)}; no cause was found."
    return "Nothing wrong so far."
