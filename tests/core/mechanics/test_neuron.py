"""The one neuron against the numbers of the book, the formula by hand, and torch.func."""

import numpy as np
import pytest
import torch

from core.activations import ACTIVATIONS
from core.mechanics.finite_difference import MOST_DIGITS
from core.mechanics.neuron import SLOPES, Neuron, derivatives, digits_over_steps, values

BOOK = Neuron(w=1.0, b=0.5, x=1.4, y=2.1)


def test_the_book():
    assert values(BOOK) == pytest.approx({"z": 1.9, "a": 1.9, "L": 0.04})
    found = derivatives(BOOK, step=1e-5)
    for way in ("autograd", "formula", "central"):
        assert getattr(found["w"], way) == pytest.approx(-0.56, abs=1e-9)
        assert getattr(found["b"], way) == pytest.approx(-0.40, abs=1e-9)
    assert found["w"].forward == pytest.approx(-0.56 + 1.4**2 * 1e-5, abs=1e-9)


@pytest.mark.parametrize("activation", SLOPES)
def test_three_ways_agree_with_torch_func(activation):
    neuron = Neuron(w=-0.7, b=0.3, x=1.1, y=0.8, activation=activation)
    function = ACTIVATIONS[activation].function

    def loss(place):
        return (0.8 - function(place[0] * 1.1 + place[1])).square()

    expected = torch.func.grad(loss)(torch.tensor([-0.7, 0.3], dtype=torch.float64)).numpy()
    for found, gradient in zip(derivatives(neuron, step=1e-5).values(), expected, strict=True):
        assert found.autograd == pytest.approx(gradient, rel=1e-14)
        assert found.formula == pytest.approx(gradient, rel=1e-14)
        assert found.central == pytest.approx(gradient, rel=1e-8)
        assert found.forward == pytest.approx(gradient, rel=1e-3)
        assert found.digits("formula") > 14
        assert 8 < found.digits("central") < 14


def test_differences_get_worse_at_both_ends_where_the_loss_bends():
    digits = digits_over_steps(
        Neuron(1.0, 0.5, 1.4, 2.1, "tanh"), np.array([1e-17, 1e-12, 1e-8, 1e-5, 1e-3, 1.0])
    ).set_index("h")
    for name in "wb":
        central, forward = digits[f"central_{name}"], digits[f"forward_{name}"]
        assert central[1e-17] == forward[1e-17] == 0  # w + h is w
        assert central.idxmax() == 1e-5
        assert forward.idxmax() == 1e-8
        # A tenth of h: two more digits of the central difference, one more of the other.
        assert central[1e-3] == pytest.approx(6, abs=1)
        assert forward[1e-3] == pytest.approx(3, abs=1)


def test_the_central_difference_of_a_square_has_no_error_but_rounding():
    digits = digits_over_steps(BOOK, np.array([1e-12, 0.5, 1.0]))
    assert (digits["central_w"][1:] > 14).all()
    assert digits["central_w"][0] < 6


def test_at_the_minimum_everything_is_zero_and_agrees():
    found = derivatives(Neuron(w=1.0, b=0.5, x=2.0, y=2.5), step=2.0**-10)
    for derivative in found.values():
        assert derivative.autograd == derivative.formula == derivative.central == 0
        assert derivative.digits("formula") == derivative.digits("central") == MOST_DIGITS
