"""How the values of each layer are distributed at the present step."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.arrays import Floats
from core.quantities.recorded import Recorded

BINS = 40

# Values of a layer that are looked at: a histogram of so many differs from that of all by a
# fraction of a percent, and is ready before the picture is due.
_MAX_VALUES = 20_000

# Beyond it squares and densities overflow in float64: such a value is as good as infinite, and
# such a range as good as none.
_LARGEST = 1e150

_TAIL = 0.005
_MARGIN = 0.1


@dataclass(frozen=True)
class Histogram:
    """Densities [layers, bins] over bins between `edges` [bins + 1], which all layers share.

    As `numpy.histogram` has it: over the bins a density times its width adds up to 1, of the values
    that lie in them. `deviations` [layers] are standard deviations, of the values outside too.
    A layer without values has densities 0 and deviation NaN.
    """

    edges: Floats
    densities: Floats
    deviations: Floats


LayerHistogram = Callable[[Recorded, slice], Histogram]
"""Gives the histogram of the members in the slice, all recorded steps together."""


def histogram(layers: list[Tensor], symmetric: bool = False) -> Histogram:
    """Histogram of the values of each layer; what is not finite is left out.

    The edges hold what lies between the quantiles 0.5 % and 99.5 % of every layer, and a tenth
    more, so that no single weight that went far makes all the others one bar. `symmetric` puts 0
    in the middle. Of more than 20,000 values of a layer so many are drawn, the same each time.
    """
    values = [_finite_values(layer) for layer in layers]
    low, high = _range([layer for layer in values if layer.size], symmetric)
    counts = np.stack([np.histogram(layer, BINS, (low, high))[0] for layer in values])
    edges = np.linspace(low, high, BINS + 1)
    shown = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    densities = counts / shown / np.diff(edges)
    deviations = [layer.std() if layer.size else np.nan for layer in values]
    return Histogram(edges, densities, np.array(deviations))


def _finite_values(layer: Tensor) -> Floats:
    """At most `_MAX_VALUES` of a layer's values, flat."""
    values = layer.detach().flatten()
    if len(values) > _MAX_VALUES:
        # Not every n-th: that would be the same few points of every unit.
        drawn = np.random.default_rng(0).integers(len(values), size=_MAX_VALUES)
        values = values[torch.from_numpy(drawn).to(values.device)]
    numbers = values.cpu().numpy().astype(np.float64)
    return numbers[np.abs(numbers) < _LARGEST]


def _range(layers: list[Floats], symmetric: bool) -> tuple[float, float]:
    """Where the histogram begins and ends; there is some room also where all values are equal."""
    tails = [_tails(layer) for layer in layers] or [(0.0, 0.0)]
    low, high = min(low for low, _ in tails), max(high for _, high in tails)
    if symmetric:
        low, high = min(low, -high), max(high, -low)
    middle, half = (low + high) / 2, (high - low) / 2
    # Room for the bins to be told apart: a billionth of the values, far above their rounding.
    half = max(half * (1 + _MARGIN), 1e-9 * abs(middle))
    half = half if half > 1 / _LARGEST else 0.5
    return middle - half, middle + half


def _tails(values: Floats) -> tuple[float, float]:
    """The values that a share `_TAIL` lies below and above; a tenth of the time of np.quantile."""
    last = len(values) - 1
    low, high = int(last * _TAIL), last - int(last * _TAIL)
    ordered = np.partition(values, (low, high))
    return float(ordered[low]), float(ordered[high])
