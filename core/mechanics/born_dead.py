"""ReLU networks that are born dead: at initialization their output is the same for every input."""

import math
from dataclasses import dataclass

import torch
from torch import Generator

from core.success import wilson_interval

INTERVAL = math.sqrt(3)
"""Inputs lie in ±√3, where the uniform distribution has variance 1 (Lu et al. 2019)."""

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

    Dead: some layer outputs 0 for every input, so that the network's output is the same for all.
    The network has one input, weights N(0, 2/in) (He et al. 2015) and biases 0; all draws are
    computed at once, [draws, units, inputs]. The inputs lie `across` ±√3, or there is a single
    one, whose value does not matter by symmetry. Across, the two ends are enough: without biases
    f(c x) = c f(x) for every c > 0, so that if one input gives 0, all of its sign do.
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
