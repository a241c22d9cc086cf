"""A weight drawn by an initializer, and the distribution that its formula promises."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator

from core.arrays import Floats
from core.initializers import INITIALIZERS

Density = Callable[[Floats, float], Floats]
"""Maps points and a variance to the density at these points."""


@dataclass(frozen=True)
class WeightSample:
    """One drawn weight [out, in] in float32, and the variance that its formula promises."""

    weight: NDArray[np.float32]
    promised_variance: float

    @property
    def mean(self) -> float:
        """Mean over all elements."""
        return float(self.weight.mean(dtype=np.float64))

    @property
    def variance(self) -> float:
        """Population variance over all elements."""
        return float(self.weight.var(dtype=np.float64))

    @property
    def in_one_place(self) -> bool:
        """Whether all elements are the same number."""
        return bool((self.weight == self.weight[0, 0]).all())


def draw_weight(
    initializer: str, out: int, fan_in: int, seed: int, parameters: Mapping[str, float]
) -> WeightSample:
    """Draw the weight that the initializer draws after `torch.manual_seed(seed)`."""
    entry = INITIALIZERS[initializer]
    weight = torch.empty(out, fan_in)
    entry.fill(weight, generator=Generator().manual_seed(seed), **parameters)
    return WeightSample(weight.numpy(), entry.variance(fan_in, out, **parameters))


def uniform_density(x: Floats, variance: float) -> Floats:
    """Density of U(±√(3 variance))."""
    bound = math.sqrt(3 * variance)
    return np.where(np.abs(x) <= bound, 1 / (2 * bound), 0.0)


def normal_density(x: Floats, variance: float) -> Floats:
    """Density of N(0, variance)."""
    density: Floats = np.exp(-(x**2) / (2 * variance)) / math.sqrt(2 * math.pi * variance)
    return density


def sphere_density(x: Floats, variance: float) -> Floats:
    """Density of one coordinate of a random point on the unit sphere in n = 1/variance dimensions.

    An element of a random orthogonal matrix has this density, ∝ (1 − x²)^((n − 3)/2) within ±1. In
    one dimension there is no density: the coordinate is 1 or −1.
    """
    n = 1 / variance
    log_area = math.lgamma(n / 2) - math.lgamma((n - 1) / 2) - math.log(math.pi) / 2
    inside = np.abs(x) < 1
    squares = np.where(inside, x**2, 0.0)
    density: Floats = np.exp(log_area + (n - 3) / 2 * np.log1p(-squares))
    return np.where(inside, density, 0.0)


DENSITIES: dict[str, Density] = {
    "torch_default": uniform_density,
    "xavier_uniform": uniform_density,
    "xavier_normal": normal_density,
    "kaiming_uniform": uniform_density,
    "kaiming_normal": normal_density,
    "lecun_normal": normal_density,
    "orthogonal": sphere_density,
    "uniform": uniform_density,
    "normal": normal_density,
}
"""Initializer → density of one element; the others set all weights to the same number."""


def promised_density(initializer: str, variance: float, x: Floats) -> Floats | None:
    """Density that the formula promises at points x, or None if there is no density.

    There is none if the variance is 0, and for an orthogonal matrix of one element, which is ±1.
    """
    density = DENSITIES.get(initializer)
    if density is None or variance == 0 or (density is sphere_density and variance == 1):
        return None
    return density(x, variance)
