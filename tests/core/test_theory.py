"""Predictions against closed forms, scipy, published figures and networks of plain PyTorch."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from torch import nn, optim

from core import RunConfig, Trainer
from core.activations import ACTIVATIONS
from core.features import features_of
from core.theory import (
    backward_factor,
    born_dead,
    born_dead_share,
    edge_of_stability,
    next_variance,
    predict_activation_variance,
    predict_gradient_variance,
)
from core.theory.gaussian import Gaussian

# Normal expectations ------------------------------------------------------------------------------

CORRELATIONS = torch.cat(
    [torch.linspace(-1, 0.9, 77), 1 - torch.logspace(-1, -12, 60, dtype=torch.float64)]
).double()


def pairs(correlation, variances=(1.0, 1.0)):
    """The covariance of two numbers."""
    one, two = variances
    between = correlation * math.sqrt(one * two)
    return Gaussian(0.0, torch.tensor([[one, between], [between, two]], dtype=torch.float64))


def step(z):
    return (z > 0).to(z.dtype)


@pytest.mark.parametrize("variances", [(1.0, 1.0), (0.3, 40.0), (1e-9, 1e9)])
def test_arc_cosine_kernels(variances):
    """Cho and Saul 2009, Eq. 5 and 6: a step (times ½, as E[step²] = ½) and a ReLU."""
    for correlation in CORRELATIONS.tolist():
        angle = math.acos(correlation)
        of_step = (math.pi - angle) / (2 * math.pi)
        of_relu = (math.sin(angle) + (math.pi - angle) * correlation) / (2 * math.pi)
        gaussian = pairs(correlation, variances)
        # A jump is dear where ρ is almost −1: there all that is left is the series cut off.
        allowed = 5e-4 if correlation > -0.5 else 0.023
        assert gaussian.products(step)[0, 1].item() == pytest.approx(of_step, abs=allowed)
        scaled = gaussian.products(torch.relu)[0, 1] / math.sqrt(math.prod(variances))
        assert scaled.item() == pytest.approx(of_relu, abs=3e-4)


def test_what_sets_two_samples_apart_is_right_where_they_are_almost_one():
    """Deep networks live there: 1 − ρ decides what is left of the gradient of a balanced batch."""
    for correlation in [0.9, 0.99, 0.999, 0.9999, 1 - 1e-5]:
        apart = math.acos(correlation) / (2 * math.pi)
        computed = 0.5 - pairs(correlation).products(step)[0, 1].item()
        assert computed == pytest.approx(apart, rel=0.03)


@pytest.mark.parametrize("variance", [0.0, 1e-300, 0.01, 1.0, 30.0])
def test_moments_of_a_relu(variance):
    gaussian = Gaussian(0.0, torch.full((1, 1), variance, dtype=torch.float64))
    assert gaussian.products(torch.relu).item() == pytest.approx(variance / 2, rel=1e-9)
    mean = math.sqrt(variance / (2 * math.pi))
    assert gaussian.expectation(torch.relu).item() == pytest.approx(mean, rel=1e-9)


@pytest.mark.parametrize("correlation", [-1.0, -0.6, 0.0, 0.5, 0.95, 1.0])
def test_product_of_error_functions(correlation):
    """Williams 1997, "Computing with infinite networks", Eq. 11, for erf of z/√2."""
    expected = 2 / math.pi * math.asin(correlation / 2)
    computed = pairs(correlation).products(lambda z: torch.erf(z / math.sqrt(2)))[0, 1].item()
    assert computed == pytest.approx(expected, abs=1e-7)


def scipy_second_moment(function, mean, variance):
    """By adaptive quadrature over z, on both sides of the kink at 0."""
    deviation = math.sqrt(variance)

    def integrand(z):
        density = math.exp(-(((z - mean) / deviation) ** 2) / 2) / math.sqrt(2 * math.pi)
        return function(torch.tensor(z, dtype=torch.float64)).item() ** 2 * density / deviation

    ends = [min(mean - 12 * deviation, -1e-6), 0.0, max(mean + 12 * deviation, 1e-6)]
    return sum(quad(integrand, a, b, limit=200)[0] for a, b in pairwise(ends))


@pytest.mark.parametrize("mean", [0.0, -1.5])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_second_moment_of_every_activation(activation, mean):
    function = ACTIVATIONS[activation].function
    for variance in (0.05, 1.0, 9.0):
        gaussian = Gaussian(mean, torch.full((1, 1), variance, dtype=torch.float64))
        expected = scipy_second_moment(function, mean, variance)
        assert gaussian.products(function).item() == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("deviation", [3.0, 30.0, 300.0])
def test_the_spike_that_is_the_derivative_of_a_saturated_tanh(deviation):
    """E[φ′²] → ∫ φ′(z)² dz / (√(2π) σ) = (4/3) / (√(2π) σ), for it is narrow."""
    expected = 4 / 3 / math.sqrt(2 * math.pi) / deviation
    computed = backward_factor("tanh", deviation**2, 1.0)
    assert computed == pytest.approx(expected, rel=0.2 / deviation**2 + 1e-4)


# From layer to layer ------------------------------------------------------------------------------


GLOROT = {
    # name: (σ_w², deviation of the activations, variance of the gradient over that of layer 5)
    "standard": (1 / 3, [0.460, 0.249, 0.141, 0.081, 0.046], [0.0070, 0.0315, 0.106, 0.329, 1]),
    "Xavier": (1, [0.628, 0.487, 0.408, 0.358, 0.322], [0.176, 0.364, 0.565, 0.793, 1]),
}
"""Five hidden layers of 1000 tanh units, inputs N(0, 1), as Glorot and Bengio 2010 have them."""


@pytest.mark.parametrize("name", GLOROT)
def test_the_recursion_gives_the_figures_of_glorots_networks(name):
    gain, deviations, gradients = GLOROT[name]
    variances = [gain]  # E[x²] = 1
    for _ in range(4):
        variances.append(next_variance("tanh", variances[-1], gain))
    # With a gain of 1 the next E[z²] is E[φ(z)²].
    theory = [math.sqrt(next_variance("tanh", variance, 1.0)) for variance in variances]
    assert theory == pytest.approx(deviations, rel=0.015)
    factors = [backward_factor("tanh", variance, gain) for variance in variances[:4]]
    ratios = [math.prod(factors[layer:]) for layer in range(5)]
    assert ratios == pytest.approx(gradients, rel=0.08)


@pytest.mark.parametrize("name", GLOROT)
def test_a_plain_network_of_a_thousand_units_has_these_figures(name):
    gain, deviations, gradients = GLOROT[name]
    torch.manual_seed(0)
    bound, z = math.sqrt(3 * gain / 1000), []
    h = torch.randn(100, 1000)
    for _ in range(5):
        z.append((h @ torch.empty(1000, 1000).uniform_(-bound, bound)).requires_grad_())
        z[-1].retain_grad()
        h = torch.tanh(z[-1])
    loss = nn.functional.cross_entropy(
        h @ torch.empty(1000, 10).uniform_(-bound, bound), torch.randint(10, (100,))
    )
    loss.backward()
    assert [torch.tanh(layer).std().item() for layer in z] == pytest.approx(deviations, rel=0.03)
    variances = [layer.grad.var().item() for layer in z]
    ratios = [variance / variances[-1] for variance in variances]
    assert ratios == pytest.approx(gradients, rel=0.15)


@pytest.mark.parametrize(("gain", "expected"), [(2.0, 1.0), (1.0, 2.0**-29)])
def test_thirty_layers_of_relu(gain, expected):
    """He et al. 2015: 2/n keeps the variance, 1/n halves it 29 times; a plain network within ×4."""
    variance = 1.0
    for _ in range(29):
        variance = next_variance("relu", variance, gain)
    assert variance == pytest.approx(expected, rel=1e-9)
    torch.manual_seed(0)
    h, squares = torch.randn(32, 512), []
    for _ in range(30):
        z = h @ (torch.randn(512, 512) * math.sqrt(gain / 512))
        squares.append(z.square().mean().item())
        h = torch.relu(z)
    assert expected / 4 < squares[-1] / squares[0] < expected * 4
    assert backward_factor("relu", 0.7, gain) == pytest.approx(gain / 2, rel=1e-9)


def test_the_bias_adds_its_variance():
    assert next_variance("identity", 0.5, 2.0, bias_variance=0.25) == pytest.approx(1.25)


# Against networks of the core ---------------------------------------------------------------------


def assert_predicted(config, slack=0.1):
    """The mean over the members lies within 4 standard errors and `slack` of the prediction.

    `slack` is for what such a width does not average out, and for the first layer: two uniform
    weights and a bias do not make a normal preactivation.
    """
    quantities = ("activation_variance", "gradient_variance")
    trainer = Trainer(config, quantities, scored=False)
    data, batch = trainer.dataset, trainer.batch
    predictions = (
        predict_activation_variance(config, features_of(data.x_train.T, config.features)),
        predict_gradient_variance(config, *batch),
    )
    for quantity, predicted in zip(quantities, predictions, strict=True):
        members = trainer.history.column(quantity)[0]
        error = members.std(axis=0) / math.sqrt(len(members))
        difference = np.abs(members.mean(axis=0) - predicted)
        assert (difference <= 4 * error + slack * np.abs(predicted)).all(), quantity
        # The test has power: it can tell a factor of two.
        assert (error <= 0.12 * np.abs(predicted)).all(), quantity


def wide(**choices):
    return RunConfig(
        **{"width": 96, "hidden_layers": 3, "ensemble_size": 250, "n_points": 60} | choices
    )


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_in_small_batches(activation):
    assert_predicted(wide(activation=activation, initializer="torch_default", batch_size=8))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_with_all_points(activation):
    assert_predicted(
        wide(activation=activation, initializer="kaiming_normal", loss="mse", batch_size=None)
    )


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
@pytest.mark.parametrize(
    "choices",
    [
        {"initializer": "xavier_normal"},
        {"initializer": "xavier_uniform", "bias_initializer": "constant", "bias_constant": 0.5},
        {"initializer": "orthogonal", "ensemble_size": 150, "width": 64},
        {"initializer": "uniform", "weight_scale": 0.2, "bias_initializer": "torch_default"},
        {"initializer": "lecun_normal", "features": "x0,x1,x0x1", "dataset": "spiral"},
        {"initializer": "normal", "weight_scale": 0.1, "batch_size": 1, "hidden_layers": 1},
    ],
    ids=lambda choices: choices["initializer"],
)
def test_every_initializer(activation, choices):
    assert_predicted(wide(activation=activation, **choices))


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_the_default_network_of_four_units_a_layer(activation):
    """Narrow as it is, its mean is predicted: what few units add is in the formulas."""
    assert_predicted(RunConfig(activation=activation, ensemble_size=4000))


def test_logistic_regression_at_the_start():
    config = wide(hidden_layers=0, initializer="normal", ensemble_size=4000)
    assert_predicted(config, slack=0.01)


def some_points(n):
    points = torch.rand(2, n, generator=torch.Generator().manual_seed(3)) * 2 - 1
    return points, (points.prod(dim=0) > 0).float()


def test_of_very_many_points_some_stand_for_all():
    config = RunConfig(hidden_layers=3, width=50)
    points, labels = some_points(20_000)
    few, many = (predict_activation_variance(config, points[:, :n]) for n in (500, 20_000))
    assert many == pytest.approx(few, rel=0.15)
    # Gradients of points of both classes cancel: 1/B of their variance is left, and the mean.
    few, many = (
        predict_gradient_variance(config, points[:, :n], labels[:n]) for n in (500, 20_000)
    )
    assert all(0 <= b < a for a, b in zip(few, many, strict=True))


@pytest.mark.parametrize(
    "choices",
    [
        {"initializer": "zeros"},
        {"initializer": "constant"},
        {"initializer": "normal", "weight_scale": 0.0},
    ],
)
def test_weights_that_do_not_vary_have_no_theory(choices):
    config = RunConfig(**choices)
    assert predict_activation_variance(config, some_points(5)[0]) is None
    assert predict_gradient_variance(config, *some_points(5)) is None


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("weight_scale", "width"), [(1e-3, 2), (0.5, 4), (10, 64)])
def test_the_deepest_network_stays_finite(activation, weight_scale, width):
    config = RunConfig(
        activation=activation, initializer="normal", weight_scale=weight_scale, width=width,
        hidden_layers=64,
    )  # fmt: skip
    points, labels = some_points(6)
    points[:, 0] = 0  # one that does not vary at all where the biases are 0
    predicted = predict_activation_variance(config, points) + predict_gradient_variance(
        config, points, labels
    )
    assert len(predicted) == 2 * 65
    assert all(0 <= number < math.inf for number in predicted)


def test_what_float64_cannot_hold_is_infinite():
    config = RunConfig(
        activation="identity", initializer="normal", weight_scale=10, width=1024, hidden_layers=64
    )
    assert predict_activation_variance(config, some_points(4)[0])[-1] == math.inf


# Lines --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choices", "plain"),
    [
        ({"optimizer": "sgd"}, {}),
        ({"optimizer": "momentum", "momentum": 0.9}, {"momentum": 0.9}),
        ({"optimizer": "momentum", "momentum": 0.5}, {"momentum": 0.5}),
        ({"optimizer": "nesterov", "momentum": 0.9}, {"momentum": 0.9, "nesterov": True}),
        ({"optimizer": "nesterov", "momentum": 0.3}, {"momentum": 0.3, "nesterov": True}),
    ],
)
def test_plain_torch_runs_away_above_the_edge_of_stability(choices, plain):
    line = edge_of_stability(RunConfig(learning_rate=0.05, **choices))
    for sharpness, runs_away in [(0.98 * line, False), (1.02 * line, True)]:
        w = torch.ones(1, dtype=torch.float64, requires_grad=True)
        optimizer = optim.SGD([w], lr=0.05, **plain)
        for _ in range(300):
            optimizer.zero_grad()
            (sharpness / 2 * w.square()).sum().backward()
            optimizer.step()
        assert (w.abs().item() > 1) == runs_away


def test_adam_has_no_edge_of_its_own():
    assert edge_of_stability(RunConfig(optimizer="adam")) is None


def dead_share(inputs, width, hidden_layers, networks=20_000):
    """Share of plain ReLU networks with normal weights that give 0 at every input [1, N]."""
    torch.manual_seed(0)
    h = inputs.expand(networks, -1, -1)
    for _ in range(hidden_layers):
        weight = torch.randn(networks, width, h.shape[1]) * math.sqrt(2 / h.shape[1])
        h = torch.relu(weight @ h)
    return (h == 0).all(dim=(1, 2)).double().mean().item()


@pytest.mark.parametrize(("width", "hidden_layers"), [(2, 10), (2, 3), (3, 10), (5, 20)])
def test_born_dead_for_one_input(width, hidden_layers):
    """Within 4 standard errors, at most 0.0035 each."""
    simulated = dead_share(torch.tensor([[0.8]]), width, hidden_layers)
    assert born_dead(width, hidden_layers) == pytest.approx(simulated, abs=0.014)


def test_born_dead_is_an_upper_bound_for_many_inputs():
    """Lu et al. 2019 report about .9 for two units in ten layers."""
    assert born_dead(2, 10) == pytest.approx(0.9437, abs=5e-5)
    inputs = torch.linspace(-math.sqrt(3), math.sqrt(3), 50)[None]
    for hidden_layers, share in [(5, 0.628), (9, 0.880), (10, 0.914)]:
        simulated = dead_share(inputs, 2, hidden_layers, networks=4000)
        assert simulated == pytest.approx(share, abs=0.04)
        assert simulated < born_dead(2, hidden_layers)


@pytest.mark.parametrize(
    ("choices", "holds"),
    [
        ({"activation": "relu", "initializer": "kaiming_normal"}, True),
        ({"activation": "relu", "initializer": "torch_default"}, False),  # biases are drawn
        ({"activation": "relu", "bias_initializer": "constant"}, False),
        ({"activation": "relu", "initializer": "zeros"}, False),
        ({"activation": "relu", "hidden_layers": 0}, False),
        ({"activation": "leaky_relu"}, False),
    ],
)
def test_the_born_dead_share_is_said_where_its_conditions_hold(choices, holds):
    config = RunConfig(**{"width": 2, "hidden_layers": 10} | choices)
    assert born_dead_share(config) == (pytest.approx(0.9437, abs=1e-4) if holds else None)
