"""Histograms of the values of each layer, over bins that all layers share."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.arrays import Floats
from core.quantities.recorded import Recorded

BINS = 40

# Most values of a layer that are counted: a histogram of this many differs from that of all by a
# fraction of a percent, and does not hold up the picture.
_MAX_VALUES = 20_000

# Beyond this, squares and densities overflow in float64: larger values count as infinite, and a
# range below its inverse counts as empty.
_LARGEST = 1e150

_TAIL = 0.005
"""Share of a layer's values that the edges may leave out at either end."""

_MARGIN = 0.1
"""Share by which the edges are then moved outwards."""


@dataclass(frozen=True)
class Histogram:
    """Densities [layers, bins] over bins between `edges` [bins + 1], which all layers share.

    As in `numpy.histogram`, each layer's densities times the widths of their bins add up to 1;
    values outside the edges do not count. `deviations` [layers] are standard deviations, which
    include the values outside. A layer without values has densities 0 and deviation NaN.
    """

    edges: Floats
    densities: Floats
    deviations: Floats


LayerHistogram = Callable[[Recorded, slice], Histogram]
"""Returns the histogram of the members in the slice, over all records together."""


def histogram(layers: list[Tensor], symmetric: bool = False) -> Histogram:
    """Histogram of the values of each layer; those that are not finite are left out.

    The edges enclose the quantiles 0.5 % to 99.5 % of every layer, and a tenth more, so that one
    outlier does not squeeze all other values into one bar. `symmetric` puts 0 in the middle. Of
    more than 20,000 values of a layer, a sample of 20,000 is counted, the same at each call.
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
    """The finite values of a layer, flat, of `_MAX_VALUES` at most."""
    values = layer.detach().flatten()
    if len(values) > _MAX_VALUES:
        # Drawn at random: every n-th value could be the same few points of every unit.
        drawn = np.random.default_rng(0).integers(len(values), size=_MAX_VALUES)
        values = values[torch.from_numpy(drawn).to(values.device)]
    numbers = values.cpu().numpy().astype(np.float64)
    return numbers[np.abs(numbers) < _LARGEST]


def _range(layers: list[Floats], symmetric: bool) -> tuple[float, float]:
    """First and last edge. They differ even if all values are equal."""
    tails = [_tails(layer) for layer in layers] or [(0.0, 0.0)]
    low, high = min(low for low, _ in tails), max(high for _, high in tails)
    if symmetric:
        low, high = min(low, -high), max(high, -low)
    middle, half = (low + high) / 2, (high - low) / 2
    # At least a billionth of the values, far above their rounding, so that every bin has a width.
    half = max(half * (1 + _MARGIN), 1e-9 * abs(middle))
    half = half if half > 1 / _LARGEST else 0.5
    return middle - half, middle + half


def _tails(values: Floats) -> tuple[float, float]:
    """The quantiles `_TAIL` and 1 − `_TAIL`, in a tenth of the time of `numpy.quantile`."""
    last = len(values) - 1
    low, high = int(last * _TAIL), last - int(last * _TAIL)
    ordered = np.partition(values, (low, high))
    return float(ordered[low]), float(ordered[high])
