"""Equal units get equal gradients, and stay equal."""

import math
from functools import partial

from core.claims.claim import Claim, Origin, Rows, Source, between, undivided
from core.mechanics.symmetry import LEARNING_RATE, UnitPaths, watch_units, xor_config
from core.success import SOLVED_ACCURACY

UNITS, STEPS, SEED = 4, 300, 101

STRAIGHT_LINE = 0.75
"""Accuracy that no straight line reaches on these points: ⅔ is its best on very many."""

APART = 0.1
"""A difference in some weight from which on two units are no longer the same."""


def equal(initializer: str, words: str) -> Rows:
    """Whether units that start equal ever differ."""
    paths = _paths(initializer)
    return (
        between(
            f"all weights {words}: largest difference between two units",
            "0",
            Origin.DERIVED,
            paths.differences().max(),
            0.0,
            0.0,
            "to the last bit",
        ),
        between(
            f"all weights {words}: training accuracy",
            "equal units part the plane along one straight line",
            Origin.DERIVED,
            paths.accuracy,
            0.0,
            STRAIGHT_LINE,
            f"{STRAIGHT_LINE:g} at most",
        ),
    )


def drawn() -> Rows:
    """Whether units that are drawn learn to differ."""
    paths = _paths("xavier_normal")
    return (
        between(
            "weights drawn: difference between two units at the end",
            "unequal",
            Origin.DERIVED,
            paths.differences()[-1],
            APART,
            math.inf,
            f"{APART:g} at least",
        ),
        between(
            "weights drawn: training accuracy",
            "learns",
            Origin.DERIVED,
            paths.accuracy,
            SOLVED_ACCURACY,
            1.0,
            f"{SOLVED_ACCURACY:g} at least",
        ),
    )


def _paths(initializer: str) -> UnitPaths:
    return watch_units(xor_config(initializer, "tanh", UNITS, SEED), STEPS)


CLAIM = Claim(
    title="Symmetry",
    statement="Units that start with equal weights get equal gradients and stay equal, so that "
    "the network never learns what takes unequal ones; random weights break the symmetry.",
    source=Source(
        "Rumelhart, Hinton and Williams",
        1986,
        "Learning internal representations by error propagation",
        "Parallel distributed processing, vol. 1, chapter 8, on symmetry breaking",
        "https://apps.dtic.mil/sti/citations/ADA164453",
    ),
    setting=f"{UNITS} tanh units in one hidden layer on the book's 100 XOR points, full-batch Adam "
    f"with η = {LEARNING_RATE:g}, zero biases, {STEPS} steps, float64, seed {SEED}.",
    experiments=(
        undivided(0.4, partial(equal, "constant", "0.5")),
        undivided(0.4, partial(equal, "zeros", "0")),
        undivided(0.4, drawn),
    ),
)
