"""Units that all do the same."""

from itertools import pairwise

import torch
from torch import Tensor

from core.config import RunConfig
from core.diagnosis.finding import Finding, found, in_members, suitable_initializer
from core.layer_start import layer_starts
from core.trainer import Trainer

EQUAL = 1e-4
"""Spread of weights, as a share of the largest, that may be rounding. On the CPU equal starts stay
equal to the last bit over 4,000 steps (own measurement); other devices may sum in other orders."""


def symmetric(trainer: Trainer) -> Finding | None:
    """The units of each hidden layer that started equal have the same weights, in and out.

    They then get the same gradient and stay equal for ever: a layer of one unit. Rumelhart, Hinton
    and Williams 1986, "Learning internal representations by error propagation". Weights that were
    drawn and that a penalty has made 0 are another illness.
    """
    config, layers = trainer.config, trainer.ensemble.layers
    started = _started_equal(config)
    if not started or config.width == 1:
        return None
    with torch.no_grad():
        equal = [
            _equal(torch.cat(layers[layer], dim=2)) & _equal(layers[layer + 1][0].mT)
            for layer in started
        ]
        members = torch.stack(equal).all(dim=0).cpu().numpy()
    if not members.all():
        return None
    every = len(started) == config.hidden_layers
    where = "a layer" if every else " and ".join(f"hidden layer {i + 1}" for i in started)
    return found(
        "symmetric",
        f"{in_members(members)} all {config.width} units of {where} have equal weights, get equal "
        f"gradients and stay equal: {'each' if every else 'such a'} layer works like one unit.",
        config,
        initializer=suitable_initializer(config),
    )


def _started_equal(config: RunConfig) -> list[int]:
    """The hidden layers whose weights, those that go in and those that go out, were not drawn."""
    starts = pairwise(layer_starts(config))
    return [
        layer
        for layer, (start, following) in enumerate(starts)
        if not (start.weights_vary or following.weights_vary)
    ]


def _equal(weights: Tensor) -> Tensor:
    """Whether the rows of each member's matrix are the same, [members]."""
    spread = (weights.amax(dim=1) - weights.amin(dim=1)).amax(dim=1)
    return spread <= EQUAL * weights.abs().amax(dim=(1, 2))
