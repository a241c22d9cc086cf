"""The network of the book's figures 13.4 and 13.5, from a hundred seeds at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.config import RunConfig
from core.laboratory.book import BATCH_SIZE, EPOCHS, FIGURES, plane
from core.success import is_solved, wilson_interval
from core.tasks import YIELD_SECONDS, Progress, TaskRun
from core.trainer import Trainer

MEMBERS = 100

DEEP = FIGURES["13.4"]

SIDE = 24
"""Rows and columns of a boundary's picture: small, since the server keeps a hundred of them."""


@dataclass(frozen=True)
class Seeds:
    """State of the networks of all seeds, sorted by validation loss, the lowest first.

    `seeds`, `losses` and `accuracies` are [MEMBERS], the latter two on the validation points.
    `tiles` [MEMBERS, SIDE, SIDE] are P(class 1) over the plane in 255ths, rows from bottom to top.
    """

    epochs: float
    seeds: NDArray[np.int64]
    losses: Floats
    accuracies: Floats
    tiles: NDArray[np.uint8]

    def better(self, loss: float) -> int:
        """Number of seeds whose validation loss is lower than `loss`."""
        return int((self.losses < loss).sum())

    @property
    def solved(self) -> int:
        """Number of seeds that have solved the problem."""
        return int(is_solved(self.accuracies).sum())

    @property
    def interval(self) -> tuple[float, float]:
        """95 % confidence interval of the share of seeds that solve the problem."""
        return wilson_interval(self.solved, len(self.seeds))


@dataclass(frozen=True)
class BookSeeds:
    """The task of training the ensemble; its result are the Seeds at the end.

    The members have `seed` and the seeds after it. All train on the points in the same order, which
    the seed `order` draws.
    """

    seed: int = 1
    order: int = 1
    epochs: int = EPOCHS

    @property
    def config(self) -> RunConfig:
        """The network of figure 13.4, from all seeds."""
        return RunConfig(
            dataset="book_xor",
            hidden_layers=len(DEEP.hidden),
            width=DEEP.hidden[0],
            activation="relu",
            initializer="torch_default",
            optimizer="sgd",
            learning_rate=DEEP.learning_rate,
            batch_size=BATCH_SIZE,
            data_seed=self.order,
            seed=self.seed,
            ensemble_size=MEMBERS,
        )

    @property
    def cost(self) -> float:
        """In epochs of one of the book's networks, like the cost of a BookFigure."""
        return 1.5 * self.epochs

    def run(self) -> TaskRun[Seeds]:
        """Train; the partial results are the Seeds at that moment."""
        trainer = Trainer(self.config, quantities=(), scored=False)
        steps = self.epochs * trainer.steps_per_epoch
        while trainer.step < steps and not trainer.divergence:
            trainer.train(steps - trainer.step, YIELD_SECONDS)
            yield Progress(trainer.step / steps, partial_result=_seeds(trainer))
        return _seeds(trainer)


def _seeds(trainer: Trainer) -> Seeds:
    scores = trainer.scores()
    losses, accuracies = scores.validation_loss.numpy(), scores.validation_accuracy.numpy()
    ranked = np.argsort(losses, kind="stable")
    tiles = np.round(255 * trainer.probabilities(plane(SIDE))).astype(np.uint8)
    return Seeds(
        trainer.epoch,
        trainer.config.seed + ranked,
        losses[ranked],
        accuracies[ranked],
        tiles.reshape(-1, SIDE, SIDE)[ranked],
    )
