"""Whether a signal keeps its size through the layers, vanishes or explodes."""

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Floats

PER_LAYER = 2.0
"""Largest healthy factor a layer, by which a signal grows or shrinks."""

IN_ALL = 100.0
"""Largest healthy factor over all layers: the best tanh network, which trains, falls like 1/(2l)
after l layers, to 1/100 after 50."""


@dataclass(frozen=True)
class Health:
    """Judgement of a signal: `state` is "healthy", "vanishing" or "exploding".

    `factor` is the geometric mean of the factors of the layers, `total` the factor over all layers.
    Both are None if the signal became 0 or infinite, after `lost` layers.
    """

    state: str
    factor: float | None = None
    total: float | None = None
    lost: int | None = None


def health(values: Floats) -> Health:
    """Judge a signal by one positive number a layer, [layers], in the direction that it travels."""
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
