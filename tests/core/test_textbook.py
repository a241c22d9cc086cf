"""A member of an ensemble trains exactly as the loop of any PyTorch textbook does."""

from itertools import cycle, product

import pytest

from core import RunConfig
from core.activations import ACTIVATIONS
from core.initializers import INITIALIZERS
from core.losses import LOSSES
from core.optimizers import OPTIMIZERS
from tests.core.textbook import disagreement, start_both

STEPS, SHORT = 50, 20
TOLERANCES = {"float64": 1e-9, "float32": 1e-4}
FLOAT64 = TOLERANCES["float64"]

# Adadelta's own scale is 1. RMSprop does not correct the bias of its first running mean, so that
# its first step is 10 η long: 0.05 would throw the weights far enough to amplify rounding.
LEARNING_RATES = {"adadelta": 1.0, "rmsprop": 0.005}


def small_config(optimizer: str, **choices) -> RunConfig:
    """15 training points in batches of 5, an odd number: gradients do not cancel to rounding."""
    return RunConfig(
        **{"n_points": 30, "batch_size": 5, "hidden_layers": 2, "width": 3} | choices,
        optimizer=optimizer,
        learning_rate=LEARNING_RATES.get(optimizer, 0.05),
    )


def wrong_combinations(dtype: str, steps: int, combinations) -> dict[tuple[str, ...], float]:
    """By how much those differ from their textbook runs that do, by more than rounding.

    Each trains an ensemble of three, of which one member is held to its textbook run, the members
    taking turns. `test_every_member` holds all of them.
    """
    wrong = {}
    for turn, (optimizer, activation, initializer, loss) in enumerate(combinations):
        member = turn % 3
        choices = {"activation": activation, "initializer": initializer, "loss": loss}
        config = small_config(optimizer, **choices, ensemble_size=3, dtype=dtype)
        trainer, textbook = start_both(config, member)
        difference = disagreement(trainer.train(steps), textbook.train(steps), member)
        if not difference <= TOLERANCES[dtype]:
            wrong[optimizer, activation, initializer, loss] = difference
    return wrong


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_combinations(optimizer, activation):
    """Every optimizer with every activation; the initializers and losses take turns."""
    turns = zip(INITIALIZERS, cycle(LOSSES), strict=False)
    combinations = [(optimizer, activation, *turn) for turn in turns]
    assert not wrong_combinations("float64", SHORT, combinations)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_combinations_in_single_precision(optimizer):
    turns = zip(ACTIVATIONS, cycle(INITIALIZERS), cycle(LOSSES), strict=False)
    assert not wrong_combinations("float32", SHORT, [(optimizer, *turn) for turn in turns])


@pytest.mark.long
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(("dtype", "steps"), [("float32", SHORT), ("float64", STEPS)])
def test_every_combination(dtype, steps, optimizer, activation):
    """All 2640 combinations of optimizer, activation, initializer and loss, in both precisions."""
    combinations = list(product([optimizer], [activation], INITIALIZERS, LOSSES))
    assert not wrong_combinations(dtype, steps, combinations)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_member(optimizer):
    config = small_config(optimizer, ensemble_size=3, dtype="float64")
    for member in range(3):
        trainer, textbook = start_both(config, member)
        assert disagreement(trainer.train(STEPS), textbook.train(STEPS), member) <= FLOAT64


@pytest.mark.parametrize(
    ("optimizer", "settings", "in_torch"),
    [
        ("momentum", {"momentum": 0.5}, {"momentum": 0.5}),
        ("nesterov", {"momentum": 0.5}, {"momentum": 0.5}),
        ("rmsprop", {"alpha": 0.8}, {"alpha": 0.8}),
        ("adadelta", {"rho": 0.5}, {"rho": 0.5}),
        ("adam", {"beta1": 0.5, "beta2": 0.9}, {"betas": (0.5, 0.9)}),
        (
            "adamw",
            {"beta1": 0.5, "beta2": 0.9, "weight_decay": 0.3},
            {"betas": (0.5, 0.9), "weight_decay": 0.3},
        ),
        ("nadam", {"beta1": 0.5, "beta2": 0.9}, {"betas": (0.5, 0.9)}),
        ("radam", {"beta1": 0.5, "beta2": 0.9}, {"betas": (0.5, 0.9)}),
        ("adamax", {"beta1": 0.5, "beta2": 0.9}, {"betas": (0.5, 0.9)}),
    ],
)
def test_parameters_of_the_optimizer(optimizer, settings, in_torch):
    config = small_config(optimizer, dtype="float64", **settings)
    trainer, textbook = start_both(config, **in_torch)
    assert disagreement(trainer.train(STEPS), textbook.train(STEPS)) <= FLOAT64
    _, with_defaults = start_both(config)
    assert disagreement(trainer, with_defaults.train(STEPS)) > 1e-6


@pytest.mark.parametrize("hidden_layers", [0, 1, 2, 6])
@pytest.mark.parametrize("batch_size", [1, 4, 14, 15, 100, None])
def test_batches_and_depths(batch_size, hidden_layers):
    config = small_config(
        "sgd", batch_size=batch_size, hidden_layers=hidden_layers, dtype="float64"
    )
    trainer, textbook = start_both(config)
    assert disagreement(trainer.train(STEPS), textbook.train(STEPS)) <= FLOAT64


@pytest.mark.parametrize("batch_size", [5, None])
@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rprop"])
@pytest.mark.parametrize(("l1", "l2"), [(0.01, 0.0), (0.0, 0.02), (0.01, 0.02)])
def test_penalties(l1, l2, optimizer, batch_size):
    """The penalty of each member of an ensemble is its own: over weights, not biases."""
    config = small_config(
        optimizer,
        l1=l1,
        l2=l2,
        batch_size=batch_size,
        bias_initializer="uniform",
        ensemble_size=3,
        dtype="float64",
    )
    trainer, textbook = start_both(config, 1)
    assert disagreement(trainer.train(STEPS), textbook.train(STEPS), 1) <= FLOAT64


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_change_in_the_middle_of_a_run(optimizer):
    """A new learning rate and new penalties, while the optimizer keeps its state.

    Rprop has a learning rate for each weight, which starts from the one of the config: a change
    does not touch those, in torch as here.
    """
    trainer, textbook = start_both(small_config(optimizer, dtype="float64"))
    trainer.train(20)
    textbook.train(20)
    trainer.change(learning_rate=0.002, l1=0.01, l2=0.02)
    textbook.learning_rate, textbook.l1, textbook.l2 = 0.002, 0.01, 0.02
    assert disagreement(trainer.train(STEPS), textbook.train(STEPS)) <= FLOAT64
    assert (trainer.config.learning_rate, trainer.config.l1, trainer.config.l2) == (
        0.002,
        0.01,
        0.02,
    )
