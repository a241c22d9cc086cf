"""Networks under attack, and logistic regression, of which everything is known by a formula."""

from functools import cache

import torch

from core import RunConfig, Trainer
from core.laboratory.adversarial import logit_of

W, B = torch.tensor([1.5, -0.4], dtype=torch.float64), 0.3


def logistic(points):
    return points @ W + B


def config_of(**changes):
    start = RunConfig(width=8, optimizer="adam", batch_size=None, dtype="float64")
    return start.replace(**changes)


@cache
def trained_logit(**changes):
    trainer = Trainer(config_of(**changes), quantities=(), scored=False)
    return logit_of(trainer.train(200))


def some_points(n=40, half=1.0):
    return half * (2 * torch.rand(n, 2, dtype=torch.float64, generator=generator()) - 1)


def generator():
    return torch.Generator().manual_seed(3)
