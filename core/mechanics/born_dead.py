"""ReLU networks that give the same for every input before they have learned anything."""

import math
from dataclasses import dataclass

import torch
from torch import Generator

from core.success import wilson_interval

INTERVAL = math.sqrt(3)
"""Inputs lie across ±√3: the uniform distribution there has variance 1 (Lu et al. 2019)."""

ONE_INPUT = 1.0


@dataclass(frozen=True)
class Share:
    """`dead` of `draws` networks, and the 95 % interval of the probability."""

    dead: int
    draws: int

    @property
    def share(self) -> float:
        """Measured P(dead)."""
        return self.dead / self.draws

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval."""
        return wilson_interval(self.dead, self.draws)


def born_dead_shares(width: int, layers: int, draws: int, seed: int, across: bool) -> list[Share]:
    """How many of the draws are dead after 1, 2, … `layers` hidden layers of `width` units.

    Dead: some layer gives 0 for every input, so that the network gives the same for all. One
    number comes in, N(0, 2/in) are the weights (He et al. 2015), biases are 0; all draws at once,
    [draws, units, inputs]. The inputs lie `across` ±√3, or there is one: by symmetry which one
    does not matter. Across, both ends stand for all: without biases f(c x) = c f(x) for every
    c > 0, so that where one input gives 0, all of its sign do.
    """
    generator = Generator().manual_seed(seed)
    x = torch.tensor([-INTERVAL, INTERVAL] if across else [ONE_INPUT])
    h = x.expand(draws, 1, -1)
    shares = []
    for _ in range(layers):
        weight = torch.randn(draws, width, h.shape[1], generator=generator)
        h = torch.relu(weight * math.sqrt(2 / h.shape[1]) @ h)
        dead = (h == 0).all(dim=2).all(dim=1)
        shares.append(Share(int(dead.sum()), draws))
    return shares
