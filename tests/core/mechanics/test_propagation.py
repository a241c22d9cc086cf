"""Signals held to the figures of the papers, to plain torch, and to closed forms."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn

from core.activations import ACTIVATIONS
from core.initializers import INITIALIZERS
from core.layer_start import LayerStart
from core.mechanics.propagation import (
    DeepNetwork,
    end_to_end_singular_values,
    predict_propagation,
    propagate,
)


def network(layers, width, activation, initializer, batch=300, bias="zeros", **parameters):
    of_bias = {name: parameters.pop(name) for name in list(parameters) if name.startswith("bias")}
    start = LayerStart(initializer, parameters, bias, of_bias)
    return DeepNetwork(layers, width, activation, start, batch)


@pytest.mark.parametrize(
    ("initializer", "deviations", "gradients"),
    [
        (
            "torch_default",  # without its biases: Glorot and Bengio's "standard"
            [0.460, 0.249, 0.141, 0.081, 0.046],
            [0.0070, 0.0315, 0.106, 0.329, 1],
        ),
        (
            "xavier_uniform",
            [0.628, 0.487, 0.408, 0.358, 0.322],
            [0.176, 0.364, 0.565, 0.793, 1],
        ),
    ],
)
def test_glorots_picture(initializer, deviations, gradients):
    """Numbers of another run of the same network: draws of 1000 units differ by a few percent."""
    glorot = network(5, 1000, "tanh", initializer)
    for found in (propagate(glorot, 1, draws=1), predict_propagation(glorot)):
        assert found.activation_std[0] == pytest.approx(deviations, rel=0.015)
        assert found.relative_gradient_variance[0] == pytest.approx(gradients, rel=0.06)


@pytest.mark.parametrize(
    ("initializer", "ratio"), [("kaiming_normal", 1), ("lecun_normal", 2**-29)]
)
def test_hes_picture(initializer, ratio):
    he = network(30, 512, "relu", initializer, batch=100)
    measured = propagate(he, 1, draws=2).second_moment.mean(axis=0)
    assert ratio / 4 < measured[-1] / measured[0] < 4 * ratio
    predicted = predict_propagation(he)
    assert predicted.second_moment[0, -1] / predicted.second_moment[0, 0] == pytest.approx(ratio)
    assert predicted.relative_gradient_variance[0, 0] == pytest.approx(ratio)


def test_a_deep_linear_network_of_orthogonal_matrices_keeps_everything():
    """Saxe et al. 2013: all end-to-end singular values are 1."""
    saxe = network(30, 60, "identity", "orthogonal")
    np.testing.assert_allclose(end_to_end_singular_values(saxe, 1), 1, atol=1e-4)
    measured = propagate(saxe, 1, draws=1)
    assert measured.second_moment[0] == pytest.approx(measured.second_moment[0, 0], rel=1e-4)
    gaussian = network(30, 60, "identity", "lecun_normal")
    assert end_to_end_singular_values(gaussian, 1)[-1] < 1e-4


@pytest.mark.parametrize(("activation", "bias"), [("tanh", "torch_default"), ("gelu", "zeros")])
def test_plain_torch_measures_the_same(activation, bias):
    """The same draws in an `nn.Sequential`, its gradients taken by hooks."""
    layers, width, batch, seed = 3, 20, 7, 5
    sizes = [width] * (layers + 1)
    linears = [nn.Linear(a, b) for a, b in pairwise(sizes)]
    output = nn.Linear(width, 10)
    torch.manual_seed(seed)
    for linear in (*linears, output):
        nn.init.kaiming_uniform_(linear.weight, a=math.sqrt(5))
        if bias == "zeros":
            nn.init.zeros_(linear.bias)
        else:
            nn.init.uniform_(linear.bias, -1 / math.sqrt(width), 1 / math.sqrt(width))
    x = torch.randn(batch, width).requires_grad_()
    labels = torch.randint(10, (batch,))
    seen, gradients = [], []
    for linear in linears:
        linear.register_forward_hook(lambda _, __, z: seen.append(z))
        linear.register_full_backward_hook(lambda _, __, g: gradients.append(g[0]))
    function = ACTIVATIONS[activation].layer()
    body = [module for linear in linears for module in (linear, function)]
    nn.CrossEntropyLoss()(nn.Sequential(*body, output)(x), labels).backward()
    found = propagate(network(layers, width, activation, "torch_default", batch, bias), seed, 1)
    assert found.second_moment[0] == pytest.approx([z.square().mean().item() for z in seen])
    stds = [function(z).std(correction=0).item() for z in seen]
    assert found.activation_std[0] == pytest.approx(stds)
    variances = [g.var(correction=0).item() for g in reversed(gradients)]
    assert found.gradient_variance[0] == pytest.approx(variances, rel=1e-5)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_theory_foretells_wide_networks_with_biases_that_are_not_centred(activation):
    wide = network(4, 400, activation, "xavier_normal", 100, "constant", bias_constant=0.3)
    measured, predicted = propagate(wide, 1, draws=2), predict_propagation(wide)
    for name in ("second_moment", "activation_std", "relative_gradient_variance"):
        found = getattr(measured, name).mean(axis=0)
        assert found == pytest.approx(getattr(predicted, name)[0], rel=0.12), name


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_every_initializer_has_a_theory_unless_all_weights_are_equal(initializer):
    entry = INITIALIZERS[initializer]
    parameters = dict.fromkeys(entry.parameters, 0.1)
    predicted = predict_propagation(network(3, 50, "tanh", initializer, **parameters))
    assert (predicted is None) == (initializer in {"zeros", "constant"})


def test_draws_go_on_with_the_next_seed():
    small = network(2, 10, "tanh", "xavier_normal", 5)
    both, second = propagate(small, 7, draws=2), propagate(small, 8, draws=1)
    assert both.second_moment[1] == pytest.approx(second.second_moment[0], rel=0, abs=0)


def test_what_float32_cannot_hold_is_0_or_not_finite():
    tiny = propagate(network(40, 20, "tanh", "normal", 10, weight_scale=1e-3), 1, 1)
    assert tiny.second_moment[0, -1] == 0
    assert tiny.gradient_variance[0, 0] == 0
    dead = propagate(network(40, 20, "relu", "normal", 10, weight_scale=1e-3), 1, 1)
    assert np.isnan(dead.relative_gradient_variance).all()
    huge = propagate(network(40, 50, "relu", "normal", 10, weight_scale=10.0), 1, 1)
    assert not np.isfinite(huge.second_moment[0, -1])
    assert not np.isfinite(huge.gradient_variance).any()


def test_only_as_much_as_fits_is_drawn():
    largest = network(50, 1024, "relu", "kaiming_normal", batch=300)
    assert largest.fitting().layers < 50
    assert largest.fitting().fitting_draws(8) == 1
    assert network(50, 1024, "relu", "orthogonal").fitting().layers < largest.fitting().layers
    he = network(30, 512, "relu", "kaiming_normal")
    assert he.fitting() == he
    assert 1 < he.fitting_draws(8) < 8
    assert network(1, 4, "tanh", "zeros").fitting_draws(8) == 8
