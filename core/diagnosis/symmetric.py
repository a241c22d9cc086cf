"""Units that all do the same."""

from itertools import pairwise

import torch
from torch import Tensor

from core.config import RunConfig
from core.diagnosis.finding import Finding, found, in_members, suitable_initializer
from core.initializers import INITIALIZERS
from core.trainer import Trainer

EQUAL = 1e-4
"""Spread of weights, as a share of the largest, that may be rounding. On the CPU equal starts stay
equal to the last bit over 4,000 steps (own measurement); other devices may sum in other orders."""


def symmetric(trainer: Trainer) -> Finding | None:
    """The units of every hidden layer have the same weights, those that go in and out.

    They then get the same gradient and stay equal for ever: a layer of one unit. Rumelhart, Hinton
    and Williams 1986, "Learning internal representations by error propagation". Weights that were
    drawn and that a penalty has made 0 are another illness.
    """
    config = trainer.config
    if config.hidden_layers == 0 or config.width == 1 or _drawn(config):
        return None
    layers = trainer.ensemble.layers
    with torch.no_grad():
        equal = [
            _equal(torch.cat([weight, bias], dim=2)) & _equal(following.mT)
            for (weight, bias), (following, _) in pairwise(layers)
        ]
        members = torch.stack(equal).all(dim=0).cpu().numpy()
    if not members.all():
        return None
    return found(
        "symmetric",
        f"{in_members(members)} all {config.width} units of a layer have equal weights, get equal "
        "gradients and stay equal: each layer works like a single unit.",
        config,
        initializer=suitable_initializer(config),
    )


def _drawn(config: RunConfig) -> bool:
    """Whether the initializer draws weights that differ."""
    initializer = INITIALIZERS[config.initializer]
    return initializer.variance(1, 1, **config.parameters_of("initializer")) > 0


def _equal(weights: Tensor) -> Tensor:
    """Whether the rows of each member's matrix are the same, [members]."""
    spread = (weights.amax(dim=1) - weights.amin(dim=1)).amax(dim=1)
    return spread <= EQUAL * weights.abs().amax(dim=(1, 2))
