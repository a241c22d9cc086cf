"""The loss of a run at its start and after some steps, as the `Trainer` computes it."""

from dataclasses import dataclass

from core.config import RunConfig
from core.ensemble import architecture_of
from core.sizes import n_points
from core.trainer import Divergence, Trainer

MOST_NUMBERS = 50_000_000
"""Most numbers that a short run may compute: the weights, and the outputs of every unit at every
point of a batch, over all steps. They take about 0.45 seconds (own measurement, one thread), for
which other visitors of the server wait."""

NUMBERS_OF_A_STEP, NUMBERS_OF_A_LAYER = 30_000, 6_500
"""Overhead of a step, and of each layer in it, counted in numbers computed in the same time."""


@dataclass(frozen=True)
class RunLosses:
    """Mean loss over all training points, without penalties, of the first member of a run.

    `end` is the loss after `steps` steps. If the run diverged, `divergence` says when, and `steps`
    is the last step with a finite loss.
    """

    start: float
    end: float
    steps: int
    divergence: Divergence | None


def run_losses(config: RunConfig, steps: int) -> RunLosses:
    """Train the first member of a run for so many steps, on the CPU."""
    config = config.replace(ensemble_size=1, device="cpu")
    trainer = Trainer(config, quantities=(), scored=False)
    start = trainer.scores().train_loss.item()
    end = trainer.train(steps).scores().train_loss.item()
    return RunLosses(start, end, trainer.step, trainer.divergence)


def most_steps(config: RunConfig, most: int) -> int:
    """Number of steps, up to `most`, that such a run takes within MOST_NUMBERS."""
    weights = architecture_of(config.replace(ensemble_size=1)).n_parameters
    points = n_points(config)
    batch = min(config.batch_size or points, points)
    units, layers = config.hidden_layers * config.width + 1, config.hidden_layers + 1
    a_step = weights + units * batch + NUMBERS_OF_A_STEP + layers * NUMBERS_OF_A_LAYER
    return max(1, min(most, MOST_NUMBERS // a_step))
