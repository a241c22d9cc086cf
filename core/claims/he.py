"""Thirty layers of ReLU: weights of variance 2/n keep the signal, those of 1/n lose it."""

from functools import partial

import numpy as np

from core import RunConfig
from core.claims.claim import Claim, Experiment, Origin, Rows, Source, between
from core.layer_start import LayerStart
from core.mechanics.propagation import DeepNetwork, Propagation, propagate
from core.tasks import Progress, TaskRun, trained

LAYERS, WIDTH, BATCH = 30, 512, 100
SEED, DRAWS = 101, 5
FACTOR = 4.0
"""What 30 layers of 512 units may be off by: the logarithms of their factors add up."""

STARTS = {"2/n": ("kaiming_normal", 1.0, "1"), "1/n": ("lecun_normal", 2.0**-29, "2⁻²⁹")}
"""Variance of a weight → the initializer, and what is left of the signal after 29 layers more."""

SMALL_WIDTH, STEPS, SEEDS = 32, 300, 5

CONVERGED = 0.1
"""A training loss below this has converged."""

STALLED = 0.01
"""Share by which a training loss may be off what the best constant gives, and has stalled."""


def network(variance: str) -> DeepNetwork:
    """The network with one of the two starts."""
    return DeepNetwork(LAYERS, WIDTH, "relu", LayerStart(STARTS[variance][0]), BATCH)


def signal(variance: str) -> TaskRun[Rows]:
    """What is left of E[z²] at the last layer, and of the gradient at the first."""
    _, ratio, words = STARTS[variance]
    found: list[Propagation] = []
    for draw in range(DRAWS):
        yield Progress(draw / DRAWS)
        found.append(propagate(network(variance), SEED + draw, draws=1))
    forward = [f.second_moment[0, -1] / f.second_moment[0, 0] for f in found]
    backward = [f.relative_gradient_variance[0, 0] for f in found]
    return tuple(
        between(
            f"Var {variance}: {what}, median of {DRAWS} draws",
            words,
            Origin.DERIVED,
            float(np.median(measured)),
            ratio / FACTOR,
            ratio * FACTOR,
            f"a factor of {FACTOR:g}",
        )
        for what, measured in (
            ("E[z²], layer 30 over layer 1", forward),
            ("gradient variance, layer 1 over layer 30", backward),
        )
    )


def small_config(variance: str) -> RunConfig:
    """A network of the same depth that is trained on XOR."""
    return RunConfig(
        dataset="book_xor",
        hidden_layers=LAYERS,
        width=SMALL_WIDTH,
        activation="relu",
        initializer=STARTS[variance][0],
        optimizer="sgd",
        learning_rate=0.01,
        batch_size=None,
        seed=SEED,
        ensemble_size=SEEDS,
    )


def training(variance: str) -> TaskRun[Rows]:
    """Whether a network of 30 layers learns."""
    trainer = yield from trained(small_config(variance), STEPS)
    loss = float(np.median(trainer.scores().train_loss.numpy()))
    share = trainer.dataset.y_train.mean().item()
    chance = -share * np.log(share) - (1 - share) * np.log(1 - share)
    what = f"Var {variance}: training loss after {STEPS} steps, median of {SEEDS} seeds"
    if variance == "2/n":
        expected, low, high, words = "converges", 0.0, CONVERGED, f"below {CONVERGED}"
    else:
        expected, low, high = "stalls", chance * (1 - STALLED), chance * (1 + STALLED)
        words = f"that of a constant, {chance:.4f}, ±{STALLED:.0%}"
    return (between(what, expected, Origin.READING, loss, low, high, words),)


CLAIM = Claim(
    title="He's thirty layers",
    statement="In a ReLU network Var(w) = 2/n keeps the size of signal and gradient at any depth; "
    "1/n halves it in every layer, so that thirty layers do not learn.",
    source=Source(
        "He, Zhang, Ren and Sun",
        2015,
        "Delving deep into rectifiers: surpassing human-level performance on ImageNet "
        "classification",
        "section 2.2, Eq. 10 and 14, Fig. 3",
        "https://arxiv.org/abs/1502.01852",
    ),
    setting=f"{LAYERS} hidden ReLU layers of {WIDTH} units, N(0, Var) weights, zero biases, "
    f"{BATCH} inputs from N(0, 1), seeds {SEED} to {SEED + DRAWS - 1}. For training (the paper: a "
    f"convolutional network on ImageNet) {LAYERS} layers of {SMALL_WIDTH} units on the book's 100 "
    f"XOR points, plain full-batch gradient descent with η = 0.01, seeds {SEED} to "
    f"{SEED + SEEDS - 1}.",
    experiments=tuple(
        experiment
        for variance in STARTS
        for experiment in (
            Experiment(1.0, partial(signal, variance)),
            Experiment(3.0, partial(training, variance)),
        )
    ),
)
