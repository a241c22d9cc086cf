"""Trainscope's core: small networks, trained many at a time, with PyTorch alone.

>>> from core import RunConfig, Trainer
>>> trainer = Trainer(RunConfig(width=8)).train(steps=500)
>>> trainer.step
500
"""

from core.allowed import ConfigError
from core.config import RunConfig
from core.trainer import Trainer

__all__ = ["ConfigError", "RunConfig", "Trainer"]
