"""Known results about XOR, which a run has to reproduce."""

import math

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.claims.xor_success import RECIPES, success
from core.tasks import run_to_completion

MEMBERS = 400
CORNERS = {"dataset": "truth_table", "batch_size": None}


@pytest.mark.parametrize("width", [2, 3, 4, 8])
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.label)
def test_how_often_the_truth_table_is_learned(recipe, width):
    """The claim of core/claims/xor_success.py, with more seeds and from the first one on."""
    assert run_to_completion(success(recipe, width, MEMBERS, seed=1)).agrees


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
