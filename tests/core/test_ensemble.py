import math

import pytest
import torch
from torch import nn
from torch.nn import init

from core import RunConfig, Trainer
from core.activations import ACTIVATIONS
from core.ensemble import Ensemble

PLAIN = {
    "xavier_uniform": init.xavier_uniform_,
    "xavier_normal": init.xavier_normal_,
    "kaiming_uniform": lambda w: init.kaiming_uniform_(w, nonlinearity="relu"),
    "kaiming_normal": lambda w: init.kaiming_normal_(w, nonlinearity="relu"),
    "lecun_normal": lambda w: init.normal_(w, std=1 / math.sqrt(w.shape[1])),
    "orthogonal": init.orthogonal_,
    "uniform": lambda w: init.uniform_(w, -0.5, 0.5),
    "normal": lambda w: init.normal_(w, std=0.5),
    "zeros": init.zeros_,
    "constant": lambda w: init.constant_(w, 0.5),
}


def plain_network(dtype=torch.float32):
    layers = [nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 5), nn.Tanh(), nn.Linear(5, 1)]
    return nn.Sequential(*layers).to(dtype)


def assert_same_numbers(network, plain):
    for ours, theirs in zip(network.parameters(), plain.parameters(), strict=True):
        assert ours.dtype == theirs.dtype
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize("member", [0, 2])
def test_torch_default_is_what_nn_linear_does(member):
    ensemble = Ensemble(RunConfig(initializer="torch_default", width=5, seed=10, ensemble_size=3))
    torch.manual_seed(10 + member)
    assert_same_numbers(ensemble.member(member), plain_network())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", PLAIN)
def test_weights_are_the_draws_of_plain_torch(name, dtype):
    ensemble = Ensemble(RunConfig(initializer=name, width=5, seed=3, ensemble_size=2, dtype=dtype))
    for member in range(2):
        plain = plain_network(getattr(torch, dtype))
        torch.manual_seed(3 + member)
        for layer in plain[::2]:
            PLAIN[name](layer.weight)
            init.zeros_(layer.bias)
        assert_same_numbers(ensemble.member(member), plain)


@pytest.mark.parametrize(
    ("choices", "fill"),
    [
        ({"bias_initializer": "zeros"}, lambda layer: init.zeros_(layer.bias)),
        (
            {"bias_initializer": "torch_default"},
            lambda layer: init.uniform_(
                layer.bias, -1 / math.sqrt(layer.in_features), 1 / math.sqrt(layer.in_features)
            ),
        ),
        (
            {"bias_initializer": "uniform", "bias_scale": 0.2},
            lambda layer: init.uniform_(layer.bias, -0.2, 0.2),
        ),
        (
            {"bias_initializer": "constant", "bias_constant": -0.7},
            lambda layer: init.constant_(layer.bias, -0.7),
        ),
    ],
)
def test_biases_are_drawn_after_the_weight_of_their_layer(choices, fill):
    ensemble = Ensemble(RunConfig(initializer="xavier_normal", width=5, seed=4, **choices))
    plain = plain_network()
    torch.manual_seed(4)
    for layer in plain[::2]:
        init.xavier_normal_(layer.weight)
        fill(layer)
    assert_same_numbers(ensemble.member(0), plain)


@pytest.mark.parametrize("hidden_layers", [0, 1, 3])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_an_ensemble_computes_what_its_members_compute(activation, hidden_layers):
    ensemble = Ensemble(
        RunConfig(
            activation=activation,
            hidden_layers=hidden_layers,
            bias_initializer="uniform",
            ensemble_size=3,
            dtype="float64",
        )
    )
    points = torch.linspace(-3, 3, 40, dtype=torch.float64).reshape(20, 2)
    logits = ensemble(points.T.expand(len(ensemble), -1, -1))
    for member in range(3):
        torch.testing.assert_close(
            logits[member], ensemble.member(member)(points).squeeze(-1), rtol=1e-12, atol=1e-12
        )


def test_a_member_is_a_copy():
    ensemble = Ensemble(RunConfig())
    before = ensemble.parameters.detach().clone()
    with torch.no_grad():
        for parameter in ensemble.member(0).parameters():
            parameter.zero_()
    assert torch.equal(ensemble.parameters, before)


def test_the_callers_random_numbers_stay_untouched():
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    Trainer(RunConfig(initializer="torch_default")).train(20).member(0)
    assert torch.equal(torch.rand(3), expected)


def test_gradients_of_the_layers_land_in_the_flat_gradient():
    ensemble = Ensemble(RunConfig(ensemble_size=2, dtype="float64"))
    points = torch.rand(2, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    ensemble(points.expand(2, -1, -1)).sum().backward()
    member = ensemble.member(1)
    member(points.T).sum().backward()
    for (weight, bias), layer in zip(
        ensemble.architecture.layers(ensemble.gradient), member[::2], strict=True
    ):
        torch.testing.assert_close(weight[1], layer.weight.grad)
        torch.testing.assert_close(bias[1, :, 0], layer.bias.grad)
