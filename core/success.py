"""When a network counts as having solved its problem, and how sure a share of solved runs is."""

import math

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.datasets import Dataset

SOLVED_ACCURACY = 0.95
"""Validation accuracy from which on a network has solved its problem."""

FEWEST_POINTS = 10
"""Fewest validation points that can tell: a coin gets 1 of 1 right every second time, 10 of 10 once
in 1,000 times."""

NOT_YET = -1
"""The step of a member that never had solved its problem."""


def can_tell(dataset: Dataset) -> bool:
    """Whether the validation accuracy tells if a network has solved the problem.

    It takes FEWEST_POINTS points, or all that there are: who is trained on all of them is asked
    for no more than these.
    """
    return dataset.validates_on_training or len(dataset.y_validation) >= FEWEST_POINTS


def solved_now(accuracies: Floats, dataset: Dataset) -> NDArray[np.bool_]:
    """Whether each network has solved the problem, by its present validation accuracy.

    `accuracies` are of any shape. Nobody has where the points of `dataset` can't tell. Numbers,
    sentences and pictures of a run all count with this function, at the step that they show.
    """
    return is_solved(accuracies) & can_tell(dataset)


def is_solved(accuracies: Floats) -> NDArray[np.bool_]:
    """Whether a validation accuracy is high enough; 95 of 100 points are, whatever the rounding."""
    return accuracies > SOLVED_ACCURACY - 1e-6


def first_solved(
    solved: NDArray[np.int64], steps: list[int], accuracies: Floats
) -> NDArray[np.int64]:
    """Step [members] at which each member first had solved its problem; NOT_YET for the others.

    `solved` is the answer before the recorded `steps`, `accuracies` [steps, members] what the
    validation accuracy was at them.
    """
    reached = is_solved(accuracies)
    first = np.where(reached.any(axis=0), np.asarray(steps)[reached.argmax(axis=0)], NOT_YET)
    return np.where(solved == NOT_YET, first, solved)


def wilson_interval(successes: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Interval that holds the true rate with 95 % confidence, from `successes` of `n` trials.

    Unlike the textbook's p ± z·√(p(1 − p)/n) it stays within 0 and 1 and works for small n.
    Wilson 1927, "Probable inference, the law of succession, and statistical inference", p. 212.
    """
    share = successes / n
    centre = share + z**2 / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = (centre - half) / (1 + z**2 / n), (centre + half) / (1 + z**2 / n)
    return max(low, 0.0), min(high, 1.0)
