import math

import pytest
import torch

from core.activations import ACTIVATIONS

POINTS = torch.linspace(-6, 6, 121, dtype=torch.float64)

FORMULAS = {
    "identity": lambda z: z,
    "tanh": math.tanh,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "relu": lambda z: max(0, z),
    "leaky_relu": lambda z: max(0.01 * z, z),
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
    "gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
    "silu": lambda z: z / (1 + math.exp(-z)),
    "softplus": lambda z: math.log(1 + math.exp(z)),
    "softsign": lambda z: z / (1 + abs(z)),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_function_equals_layer(name):
    activation = ACTIVATIONS[name]
    assert torch.equal(activation.function(POINTS), activation.layer()(POINTS))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_function_equals_formula(name):
    expected = torch.tensor([FORMULAS[name](z) for z in POINTS.tolist()], dtype=torch.float64)
    torch.testing.assert_close(ACTIVATIONS[name].function(POINTS), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_gradient(name):
    away_from_the_kink = POINTS[POINTS.abs() > 0.05].requires_grad_()
    assert torch.autograd.gradcheck(ACTIVATIONS[name].function, away_from_the_kink)


def test_every_activation_is_tested():
    assert set(FORMULAS) == set(ACTIVATIONS)
