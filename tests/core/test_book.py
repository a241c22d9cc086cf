"""What textbooks and papers say about XOR has to come out of a run of ours."""

import math

import numpy as np
import pytest

from core import RunConfig, Trainer

MEMBERS = 400
CORNERS = {"dataset": "truth_table", "batch_size": None}

RECIPES = {
    "sigmoid, cross-entropy, Adam": (
        3000,
        {"activation": "sigmoid", "optimizer": "adam", "learning_rate": 0.05},
        {"initializer": "torch_default"},
        {2: 0.519, 3: 0.826, 4: 0.961, 8: 1.0},
    ),
    "tanh, cross-entropy, Adam": (
        2000,
        {"activation": "tanh", "optimizer": "adam", "learning_rate": 0.05},
        {"initializer": "torch_default"},
        {2: 0.483, 3: 0.854, 4: 0.971, 8: 1.0},
    ),
    "sigmoid, squared error, SGD": (
        10_000,
        {"activation": "sigmoid", "loss": "mse", "optimizer": "sgd", "learning_rate": 1},
        {
            "initializer": "uniform",
            "weight_scale": 1,
            "bias_initializer": "uniform",
            "bias_scale": 1,
        },
        {2: 0.821, 3: 0.982, 4: 0.999, 8: 1.0},
    ),
}
"""Steps, how to train, how to start, and by width the share of 1,000 plain PyTorch networks that
put all four corners of the truth table on the right side."""


@pytest.mark.parametrize("width", [2, 3, 4, 8])
@pytest.mark.parametrize("recipe", RECIPES)
def test_how_often_the_truth_table_is_learned(recipe, width):
    """Within 4 σ of the difference of two binomial samples, the rate smoothed away from 0 and 1."""
    steps, training, start, rates = RECIPES[recipe]
    config = RunConfig(
        **CORNERS, **training, **start, hidden_layers=1, width=width, ensemble_size=MEMBERS
    )
    trainer = Trainer(config, quantities=(), scored=False).train(steps)
    rate = (trainer.scores().train_accuracy == 1).double().mean().item()
    expected = rates[width]
    smoothed = (expected * 1000 + 2) / 1004
    sigma = math.sqrt(smoothed * (1 - smoothed) * (1 / MEMBERS + 1 / 1000))
    assert abs(rate - expected) <= 4 * sigma


def test_without_a_hidden_layer_the_best_is_to_guess():
    """The best straight-line fit of XOR: output ½ everywhere, cross-entropy ln 2."""
    config = RunConfig(
        **CORNERS, hidden_layers=0, learning_rate=1, ensemble_size=5, dtype="float64"
    )
    trainer = Trainer(config).train(2000)
    corners = trainer.dataset.x_train
    np.testing.assert_allclose(trainer.probabilities(corners), 0.5, atol=1e-6)
    np.testing.assert_allclose(trainer.metrics()["train_loss"], math.log(2), rtol=1e-9)


@pytest.mark.parametrize("hidden_layers", [1, 3])
def test_without_a_nonlinearity_depth_does_not_help(hidden_layers):
    config = RunConfig(
        **CORNERS,
        activation="identity",
        hidden_layers=hidden_layers,
        learning_rate=0.1,
        ensemble_size=5,
        dtype="float64",
    )
    trainer = Trainer(config).train(5000)
    np.testing.assert_allclose(trainer.metrics()["train_loss"], math.log(2), rtol=1e-4)
    assert (trainer.metrics()["train_accuracy"] < 1).all()


def test_a_network_of_zeros_starts_at_ln_2():
    trainer = Trainer(RunConfig(initializer="zeros", dtype="float64"))
    assert trainer.history.frame()["train_loss"][0] == pytest.approx(math.log(2), rel=1e-12)


def test_equal_neurons_stay_equal():
    """Random initialization is what breaks their symmetry."""
    trainer = Trainer(RunConfig(initializer="constant", dtype="float64")).train(200)
    first, second = trainer.member(0)[0].weight, trainer.member(0)[2].weight
    np.testing.assert_allclose(first.detach(), first[:1].expand(4, 2).detach(), rtol=1e-12)
    np.testing.assert_allclose(second.detach(), second[0, 0].expand(4, 4).detach(), rtol=1e-12)
    random = Trainer(RunConfig(dtype="float64")).train(200).member(0)[0].weight
    assert (random - random[:1]).abs().max() > 0.1
