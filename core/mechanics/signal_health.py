"""Whether a signal keeps its size through the layers, in a sentence with its number."""

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Floats

PER_LAYER = 2.0
"""A factor a layer from which on a signal grows or shrinks too fast, however few layers there are.
"""

IN_ALL = 100.0
"""A factor over all layers from which on it is too much: tanh at its best, which trains, goes down
like 1/(2l) to 1/100 after 50 layers l."""


@dataclass(frozen=True)
class Health:
    """How a signal that starts at its first layer fares.

    `factor` is the geometric mean a layer and `total` over all layers, None where the signal was
    `lost`: the number of layers that it had passed when it was 0 or no longer finite.
    """

    state: str
    factor: float | None = None
    total: float | None = None
    lost: int | None = None


def health(values: Floats) -> Health:
    """Judge one positive number a layer, [layers], in the direction in which the signal goes."""
    good = np.isfinite(values) & (values > 0)
    if not good.all():
        first = int(np.argmin(good))
        return Health("exploding" if not np.isfinite(values[first]) else "vanishing", lost=first)
    passed = len(values) - 1
    log_total = math.log(values[-1]) - math.log(values[0])
    log_factor = log_total / passed if passed else 0.0
    kept = abs(log_total) <= math.log(IN_ALL) and abs(log_factor) <= math.log(PER_LAYER)
    state = "healthy" if kept else "exploding" if log_total > 0 else "vanishing"
    return Health(state, math.exp(log_factor), _exp(log_total))


def _exp(number: float) -> float:
    return math.exp(number) if number < 700 else math.inf
