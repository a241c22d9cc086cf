"""NoisyLinear against the numbers of the book, and nn.Linear."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from core.mechanics.noisy_linear import NoisyLinear, noisy_passes


def test_the_book():
    """Seed 1, 4 inputs of 0, 2 outputs: two passes in training, one in inference."""
    passes = noisy_passes([0.0] * 4, out=2, sigma=0.1, seed=1, passes=2)
    np.testing.assert_allclose(passes.training, [[0.1154, -0.0598], [0.0432, -0.0375]], atol=5e-5)
    np.testing.assert_array_equal(passes.inference, [0.0, 0.0])


def test_without_noise_it_is_a_linear_layer():
    x = torch.linspace(-1, 1, 12).reshape(3, 4)
    for layer in (NoisyLinear(4, 2, sigma=0.0), NoisyLinear(4, 2, sigma=0.5).eval()):
        expected = F.linear(x, layer.weight.T, layer.bias)
        torch.testing.assert_close(layer(x), expected)
    assert [p.shape for p in layer.parameters()] == [(4, 2), (2,)]


def test_the_weight_is_xaviers_and_the_bias_is_zero():
    torch.manual_seed(5)
    layer = NoisyLinear(4, 2)
    torch.manual_seed(5)
    assert torch.equal(layer.weight, nn.init.xavier_uniform_(torch.empty(4, 2)))
    assert torch.equal(layer.bias, torch.zeros(2))


def test_outputs_scatter_around_inference_as_the_noise_does():
    """Mean within 5 standard errors; covariance within a tenth of the larger variance."""
    passes = noisy_passes([1.0, -2.0, 0.5, 3.0], out=2, sigma=0.7, seed=3, passes=4000)
    error = passes.training.std(axis=0) / np.sqrt(4000)
    assert (abs(passes.training.mean(axis=0) - passes.inference) < 5 * error).all()
    measured = np.cov(passes.training.T)
    np.testing.assert_allclose(passes.covariance, measured, atol=0.1 * measured.max())


def test_the_callers_random_numbers_stay_untouched():
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    noisy_passes([0.0], out=1, sigma=0.1, seed=1, passes=2)
    assert torch.equal(torch.rand(3), expected)


def test_noise_is_part_of_training_and_gradients_go_through():
    layer = NoisyLinear(2, 1, sigma=0.5)
    x = torch.ones(1, 2, requires_grad=True)
    first, second = layer(x), layer(x)
    assert not torch.equal(first, second)
    first.sum().backward()
    torch.testing.assert_close(x.grad, layer.weight.T)
    assert layer.weight.grad is not None
    assert pytest.approx(1.0) == layer.bias.grad.item()
