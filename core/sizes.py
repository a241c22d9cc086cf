"""How many points a run has."""

from core.config import RunConfig
from core.datasets import PROBLEMS, train_size
from core.own_points import read_points


def n_points(config: RunConfig) -> int:
    """Number of points of a run, training and validation together.

    Of a problem whose points never change it is the number of those that it trains on.
    """
    if config.points:
        return len(read_points(config.points)[1])
    return PROBLEMS[config.dataset].n_train or config.n_points


def n_train(config: RunConfig) -> int:
    """Number of training points."""
    return train_size(config.dataset, n_points(config), config.train_share)


def trains_on_all(config: RunConfig) -> bool:
    """Whether every point is for training, and the same ones validate."""
    problem = PROBLEMS[config.dataset]
    return problem.validates_on_training if problem.fixed else config.train_share == 1
