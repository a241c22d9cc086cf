"""What a run can choose for one of its layers: its initializer, and the penalty."""

import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import init

from core import ConfigError, RunConfig, Trainer
from core.diagnosis import diagnose
from core.ensemble import Ensemble
from core.features import features_of
from core.theory import (
    born_dead,
    born_dead_share,
    predict_activation_variance,
    predict_gradient_variance,
)
from tests.core.textbook import disagreement, start_both

# The config -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("zeros,,orthogonal", ("zeros", "", "orthogonal")),
        (" zeros , ", ("zeros",)),
        (",,", ()),
        ("", ()),
        (",,orthogonal,zeros,zeros", ("", "", "orthogonal")),
    ],
)
def test_initializers_of_missing_layers_are_dropped(text, names):
    config, refused = RunConfig.from_text({"layer_initializers": text})
    assert (config.layer_initializers, refused) == (names, [])
    assert RunConfig.from_text(config.to_text()) == (config, [])
    assert config == RunConfig(layer_initializers=names) == RunConfig(layer_initializers=[*names])


@pytest.mark.parametrize("value", ["bogus", "zeros,bogus", ",,,,bogus", "zeros zeros", None, 3])
def test_initializers_that_do_not_exist_are_named(value):
    with pytest.raises(ConfigError, match=r"^layer_initializers: .*choose some of torch_default"):
        RunConfig(layer_initializers=value)


def test_parameters_of_a_layers_initializer_belong_to_the_config():
    config = RunConfig(layer_initializers=("", "constant", "normal"), weight_scale=0.2)
    assert (config.weight_constant, config.weight_scale) == (0.5, 0.2)
    assert config.parameters_of("initializer") == {}
    assert config.parameters_of("initializer", "normal") == {"weight_scale": 0.2}
    text = {"layer_initializers": ",constant,normal", "weight_scale": "0.2"}
    assert config.to_text() == text
    assert RunConfig.from_text(text) == (config, [])
    shallow = config.replace(hidden_layers=1)
    assert (shallow.layer_initializers, shallow.weight_scale) == (("", "constant"), None)
    assert shallow == RunConfig(hidden_layers=1, layer_initializers=",constant")
    with pytest.raises(ConfigError, match=r"weight_scale: 0.2 .* no such parameter"):
        RunConfig(hidden_layers=1, layer_initializers=",constant,normal", weight_scale=0.2)


@pytest.mark.parametrize(("text", "layer"), [("0", 0), ("2", 2), ("all", None)])
def test_the_penalized_layer_is_read(text, layer):
    config, refused = RunConfig.from_text({"penalized_layer": text})
    assert (config.penalized_layer, refused) == (layer, [])
    assert RunConfig.from_text(config.to_text()) == (config, [])
    one = RunConfig(penalized_layer=1)
    assert RunConfig.from_text(config.to_text(one), one) == (config, [])


@pytest.mark.parametrize("value", [3, -1, 1.5, "full", "output", math.nan])
def test_a_penalized_layer_that_the_network_lacks_is_named(value):
    allowed = "it takes a whole number from 0 to the number of hidden layers, or 'all'"
    with pytest.raises(ConfigError, match=f"^penalized_layer: .* is not allowed; {allowed}$"):
        RunConfig(hidden_layers=2, penalized_layer=value)
    config, (problem,) = RunConfig.from_text({"penalized_layer": "3", "l1": "0.1"})
    assert (config, problem.field) == (RunConfig(l1=0.1), "penalized_layer")


def test_a_smaller_network_drops_the_penalized_layer():
    config = RunConfig(penalized_layer=2)
    assert config.replace(hidden_layers=1).penalized_layer is None
    assert config.replace(hidden_layers=4).penalized_layer == 2
    with pytest.raises(ConfigError, match=r"^penalized_layer: 2"):
        config.replace(hidden_layers=1, penalized_layer=2)


# The numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_each_layer_starts_with_the_draws_of_its_own_initializer(dtype):
    """Biases too: torch's default draws them, the others leave them at 0."""
    names = ("orthogonal", "torch_default", "", "constant")
    config = RunConfig(hidden_layers=3, layer_initializers=names, seed=3, dtype=dtype)
    linears = [nn.Linear(a, b, dtype=getattr(torch, dtype)) for a, b in [(2, 4), (4, 4), (4, 4)]]
    linears.append(nn.Linear(4, 1, dtype=getattr(torch, dtype)))
    torch.manual_seed(3)
    fills = (init.orthogonal_, None, init.xavier_normal_, lambda w: init.constant_(w, 0.5))
    for linear, fill in zip(linears, fills, strict=True):
        if fill is None:
            linear.reset_parameters()
        else:
            fill(linear.weight)
            init.zeros_(linear.bias)
    ours = list(Ensemble(config).member(0).parameters())
    theirs = [parameter for linear in linears for parameter in linear.parameters()]
    assert all(map(torch.equal, ours, theirs))


@pytest.mark.parametrize("layer", [0, 1, 2, None])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_mixed_start_under_a_penalty_on_one_layer_trains_as_the_textbook_does(layer, optimizer):
    config = RunConfig(
        n_points=30, batch_size=5, learning_rate=0.05, optimizer=optimizer, dtype="float64",
        layer_initializers="orthogonal,torch_default,normal", l1=0.01, l2=0.02,
        penalized_layer=layer, ensemble_size=3,
    )  # fmt: skip
    trainer, textbook = start_both(config, 1)
    assert disagreement(trainer.train(50), textbook.train(50), 1) <= 1e-9


# Theory and diagnosis -------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize(
    "names", ["normal,torch_default,kaiming_normal", "torch_default,,orthogonal,normal"]
)
def test_predictions_for_a_mixed_start_match_wide_networks(names, activation):
    """Within 4 standard errors of the mean over the members and a tenth, in every layer."""
    config = RunConfig(
        activation=activation, hidden_layers=3, width=96, ensemble_size=150, n_points=60,
        layer_initializers=names, weight_scale=0.3,
    )  # fmt: skip
    quantities = ("activation_variance", "gradient_variance")
    trainer = Trainer(config, quantities, scored=False)
    predictions = (
        predict_activation_variance(config, features_of(trainer.dataset.x_train.T, ("x0", "x1"))),
        predict_gradient_variance(config, *trainer.batch),
    )
    for quantity, predicted in zip(quantities, predictions, strict=True):
        members = trainer.history.column(quantity)[0]
        error = members.std(axis=0) / math.sqrt(len(members))
        difference = np.abs(members.mean(axis=0) - predicted)
        assert (difference <= 4 * error + 0.1 * np.abs(predicted)).all(), quantity
        assert (error <= 0.15 * np.abs(predicted)).all(), quantity


def test_a_layer_of_equal_weights_has_no_prediction():
    config = RunConfig(layer_initializers=",zeros")
    assert predict_activation_variance(config, torch.rand(2, 5)) is None


@pytest.mark.parametrize(
    ("names", "holds"),
    [
        (",orthogonal,", True),
        (",,zeros", True),  # the output: the hidden layers die all the same
        ("zeros", False),
        (",torch_default", False),  # its biases are drawn
    ],
)
def test_the_born_dead_share_needs_every_hidden_layer(names, holds):
    config = RunConfig(activation="relu", width=3, layer_initializers=names)
    assert born_dead_share(config) == (born_dead(3, 2) if holds else None)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("constant,constant,constant", "of a layer"),
        ("constant,constant", "of hidden layer 1"),
        (",zeros,zeros", "of hidden layer 2"),
    ],
)
def test_equal_units_of_one_layer_are_found_and_mended(names, said):
    """With what goes in and what goes out equal, units stay equal, however the others start."""
    trainer = Trainer(RunConfig(layer_initializers=names, dtype="float64")).train(100)
    finding = diagnose(trainer)[0]
    assert (finding.name, said in finding.sentence) == ("symmetric", True)
    mended = Trainer(trainer.config.replace(**finding.remedy)).train(100)
    assert mended.config.layer_initializers == ()
    assert "symmetric" not in {finding.name for finding in diagnose(mended)}


@pytest.mark.parametrize("names", ["zeros", ",zeros", "zeros,,constant"])
def test_equal_weights_on_one_side_of_a_layer_are_no_symmetry(names):
    trainer = Trainer(RunConfig(layer_initializers=names)).train(50)
    assert "symmetric" not in {finding.name for finding in diagnose(trainer)}
    first = trainer.member(0)[0].weight
    assert (first - first[:1]).abs().max() > 1e-4


def test_a_penalty_that_kills_its_one_layer_is_found():
    trainer = Trainer(RunConfig(l2=1.0, penalized_layer=1, ensemble_size=4)).train(500)
    norms = trainer.history.column("weight_norm")[-1]
    assert norms[:, 1].max() < 0.05 < norms[:, [0, 2]].min()
    (finding,) = [f for f in diagnose(trainer) if f.name == "penalty_too_strong"]
    assert "all weights of its layer" in finding.sentence
