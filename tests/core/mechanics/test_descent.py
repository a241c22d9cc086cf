"""Gradient descent on one neuron, against its closed form and torch.optim."""

import numpy as np
import pytest
import torch

from core.mechanics.descent import (
    curvature,
    descend,
    losses_over_rates,
    nearest_minimum,
    surface,
)
from core.mechanics.neuron import Neuron

BOOK = Neuron(w=1.0, b=0.5, x=1.4, y=2.1)


@pytest.mark.parametrize("x", [-2.5, 0.0, 0.3, 1.4, 3.0])
def test_the_limit_is_one_over_x_squared_plus_one(x):
    neuron = Neuron(0.2, -0.1, x, 1.0)
    hessian = np.array([[2 * x * x, 2 * x], [2 * x, 2]])
    assert curvature(neuron) == pytest.approx(np.linalg.eigvalsh(hessian)[-1])
    assert descend(neuron, 0.1, 1).limit == pytest.approx(1 / (x * x + 1))


def test_the_limit_of_the_book():
    assert descend(BOOK, 0.1, 1).limit == pytest.approx(0.33783784)


@pytest.mark.parametrize("rate", [0.02, 0.15, 0.3, 0.5])
def test_the_path_is_that_of_torch_optim_and_of_the_closed_form(rate):
    place = torch.tensor([1.0, 0.5], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([place], lr=rate)
    expected = [place.detach().clone().numpy()]
    for _ in range(12):
        optimizer.zero_grad()
        ((2.1 - (place[0] * 1.4 + place[1])) ** 2).backward()
        optimizer.step()
        expected.append(place.detach().clone().numpy())
    found = descend(BOOK, rate, 12)
    np.testing.assert_allclose(found.path, expected, rtol=1e-12)
    residuals = 0.2 * (1 - 2 * rate * (1.4**2 + 1)) ** np.arange(13)
    np.testing.assert_allclose(found.losses, residuals**2, rtol=1e-6, atol=1e-20)
    assert found.losses[1] / found.losses[0] == pytest.approx(found.loss_factor)
    np.testing.assert_allclose(found.gradients[0], [-0.56, -0.4])


def test_what_it_does_changes_at_half_the_limit_and_at_the_limit():
    limit = 1 / (1.4**2 + 1)
    rates = {
        "approaches": 0.4 * limit,
        "arrives": limit / 2,
        "overshoots": 0.99 * limit,
        "oscillates": limit,
        "diverges": 1.01 * limit,
    }
    for behaviour, rate in rates.items():
        assert descend(BOOK, rate, 3).behaviour == behaviour
    assert descend(Neuron(1.0, 0.5, 2.0, 2.5), 5.0, 3).behaviour == "rests"
    losses = [descend(BOOK, rates[name], 50).losses[-1] for name in ("oscillates", "diverges")]
    assert losses[0] == pytest.approx(0.04)
    assert losses[1] == pytest.approx(0.04 * 1.02**100, rel=1e-6)


def test_a_path_ends_at_its_last_finite_loss():
    found = descend(Neuron(3.0, 3.0, 3.0, -3.0), learning_rate=2.0, steps=400)
    assert found.overflowed
    assert np.isfinite(found.path).all()
    assert np.isfinite(found.losses).all()
    assert len(found.path) == len(found.losses) == len(found.gradients) < 400
    assert not descend(BOOK, 0.1, 400).overflowed


def test_losses_over_rates_are_those_of_each_descent():
    rates = np.array([0.05, 0.2, 0.4, 3.0])
    losses = losses_over_rates(BOOK, rates, steps=30)
    expected = [descend(BOOK, rate, 30).losses[-1] for rate in rates]
    np.testing.assert_allclose(losses, expected, rtol=1e-9)
    assert losses_over_rates(BOOK, np.array([3.0]), steps=2000)[0] == np.inf


def test_the_surface_and_its_nearest_minimum():
    w, b = np.array([0.0, 1.0]), np.array([-1.0, 0.5, 2.0])
    expected = [[(2.1 - (1.4 * i + j)) ** 2 for i in w] for j in b]
    np.testing.assert_allclose(surface(BOOK, w, b), expected)
    foot = nearest_minimum(BOOK)
    np.testing.assert_allclose(foot, descend(BOOK, 0.05, 400).path[-1])
    assert foot[0] * 1.4 + foot[1] == pytest.approx(2.1)


@pytest.mark.parametrize("neuron", [Neuron(1e200, 0.0, 1e10, 0.0), Neuron(float("nan"), 0, 1, 1)])
def test_a_start_without_a_finite_loss_is_refused_by_name(neuron):
    with pytest.raises(ValueError, match=rf"w={neuron.w}.*not a finite number".replace("+", r"\+")):
        descend(neuron, 0.1, 3)
