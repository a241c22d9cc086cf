"""Points learned by heart."""

import numpy as np

from core.arrays import Floats
from core.config import RunConfig
from core.datasets import PROBLEMS
from core.diagnosis.finding import RECENT, Finding, chance, found, needs, spelled
from core.success import can_tell
from core.trainer import Trainer

RISEN = 1.3
"""Validation loss over its earlier minimum."""

RISE = 0.25
"""Rise of the validation loss, as a share of that of an even guess. Both are held together: a run
at healthy settings rises by up to 0.1 of it before it has solved its problem, and doubles a loss
that is tiny; with 20 noisy points and 32 units it rises by more than 1 (own measurement)."""

ENOUGH_POINTS = 1000
"""Beyond so many points a picture becomes slow, and more of them help little."""

FALLEN = 0.9
"""Training loss over what it was at that minimum."""


@needs("train_loss", "validation_loss")
def overfitting(trainer: Trainer) -> Finding | None:
    """The median validation loss is well above its earlier minimum; that of training fell on.

    Whoever has solved the problem may over-fit as well: it is surer and surer of the points that it
    has wrong. Silent where so few points validate that one of them makes the loss.
    Prechelt 1998, "Early stopping — but when?", Fig. 1.
    """
    history = trainer.history
    if len(history) < 2 * RECENT or not _can_show(trainer):
        return None
    # A loss that is not finite is another illness.
    if not np.isfinite(history.quantiles("validation_loss")[-RECENT:, 1]).all():
        return None
    train = _smooth(history.quantiles("train_loss")[:, 1])
    validation = _smooth(history.quantiles("validation_loss")[:, 1])
    best = int(validation.argmin())
    low, now = float(validation[best]), float(validation[-1])
    enough = max(RISEN * low, low + RISE * chance(trainer))
    if now <= enough or train[-1] >= FALLEN * train[best]:
        return None
    config = trainer.config
    return found(
        "overfitting",
        f"The run over-fits: the validation loss rose from {spelled(low)} to {spelled(now)} "
        f"while the training loss fell from {spelled(float(train[best]))} to "
        f"{spelled(float(train[-1]), 1)}.",
        config,
        otherwise={"hidden_layers": 1, "width": 4},
        **_remedy(config),
    )


def _can_show(trainer: Trainer) -> bool:
    """Whether the validation points are other ones, and enough, to show it."""
    return not trainer.dataset.validates_on_training and can_tell(trainer.dataset)


def _remedy(config: RunConfig) -> dict[str, float]:
    """Up to ten times the points where they are drawn and few, else a penalty.

    More points took the validation loss from 1.6 to 0.46, penalties to 0.74 at best (own runs).
    """
    problem = PROBLEMS[config.dataset]
    given = problem.fixed or not problem.sample
    if given or config.n_points >= ENOUGH_POINTS:
        return {"l2": max(0.003, float(f"{3 * config.l2:.1g}"))}
    return {"n_points": min(max(10 * config.n_points, 100), ENOUGH_POINTS)}


def _smooth(losses: Floats) -> Floats:
    """Mean over RECENT rows [rows − RECENT + 1]; NaN and infinite losses count as huge."""
    finite = np.nan_to_num(losses, nan=np.inf, posinf=np.inf)
    return np.convolve(np.minimum(finite, np.finfo(np.float32).max), _WINDOW, mode="valid")


_WINDOW = np.full(RECENT, 1 / RECENT)
