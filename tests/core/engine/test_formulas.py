"""Every compiled activation and loss against float64, over all that a float32 can be."""

import numpy as np
import pytest
import torch
from numba import njit

from core.activations import ACTIVATIONS
from core.engine import activations, elementary, losses
from core.losses import LOSSES

INFO = np.finfo(np.float32)
SPECIAL = [0.0, INFO.smallest_subnormal, INFO.tiny / 2, INFO.tiny, INFO.eps, 1.0, INFO.max, np.inf]
MAGNITUDES = np.concatenate(
    [SPECIAL, np.geomspace(1e-45, 3e38, 20_000), np.linspace(0, 120, 50_000)]
)
NUMBERS = np.concatenate([MAGNITUDES, -MAGNITUDES, [np.nan]]).astype(np.float32)
"""±0, denormals, ±∞, NaN, and numbers of every size between."""


def activate(name: str, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """φ and φ′, run as a layer runs them."""
    n = len(numbers)
    scratch = np.concatenate([numbers, np.zeros(n, np.float32)])
    activations.activate(activations.COMPILED[name], scratch, 0, n, n)
    return scratch[:n], scratch[n:]


def in_float64(function, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What torch says of the same numbers, value and derivative."""
    z = torch.from_numpy(numbers.astype(np.float64)).requires_grad_()
    value = function(z)
    (slope,) = torch.autograd.grad(value.sum(), z)
    with np.errstate(over="ignore"):  # beyond float32 is infinite in it
        return tuple(x.detach().numpy().astype(np.float32) for x in (value, slope))


def assert_close(ours, expected, relative, absolute):
    np.testing.assert_allclose(ours, expected, rtol=relative, atol=absolute, equal_nan=True)


def finite(numbers):
    return numbers[np.isfinite(numbers)]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_has_a_compiled_form(name):
    assert name in activations.COMPILED


@pytest.mark.parametrize("name", activations.COMPILED)
def test_values_and_slopes(name):
    """Within three roundings of 1, or of the value where that is larger."""
    numbers = finite(NUMBERS)
    value, slope = activate(name, numbers)
    expected, expected_slope = in_float64(ACTIVATIONS[name].function, numbers)
    # Φ(z) of the GELU is off by 3e-7 where it is nearly 0, and multiplied by z there.
    tail = 2.5e-6 if name == "gelu" else 0
    assert_close(value, expected, 5e-7, 5e-7 + tail)
    assert_close(slope, expected_slope, 1e-6, 1e-6 + tail)


@pytest.mark.parametrize("name", ["identity", "tanh", "relu", "leaky_relu", "elu", "softsign"])
def test_what_is_nearly_zero_is_exact_to_the_last_digits(name):
    small = NUMBERS[np.abs(NUMBERS) < 0.01]
    value, _ = activate(name, small)
    expected, _ = in_float64(ACTIVATIONS[name].function, small)
    assert_close(value, expected, 1e-6, INFO.smallest_subnormal)


@pytest.mark.parametrize("name", activations.COMPILED)
def test_infinity_and_nan_go_through(name):
    special = np.array([np.inf, -np.inf, np.nan] * 16, np.float32)
    value, _ = activate(name, special)
    expected, _ = in_float64(ACTIVATIONS[name].function, special)
    np.testing.assert_array_equal(value, expected)
    assert np.isnan(value[2::3]).all()


@pytest.mark.parametrize("name", ["tanh", "sigmoid"])
def test_what_is_saturated_does_not_learn(name):
    numbers = np.full(16, 30, np.float32)
    value, slope = activate(name, numbers)
    assert (value == 1).all()
    assert (slope == 0).all()


# Losses


def measure(name: str, logits: np.ndarray, label: float) -> tuple[np.ndarray, np.ndarray]:
    """Loss of every logit by itself, and its derivative."""
    number, n = losses.COMPILED[name], len(logits)
    scratch = np.concatenate([logits, np.full(n, label), np.ones(n), np.zeros(n)])
    scratch = scratch.astype(np.float32)
    losses.measure(number, scratch, 0, n, 2 * n, 3 * n, 1, n, np.float32(1))
    one = np.float32(1)
    values = [
        losses.measure(number, scratch, j, n, 2 * n, len(scratch) - 1, 1, 1, one) for j in range(n)
    ]
    return np.array(values, np.float32), scratch[3 * n :]


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_has_a_compiled_form(name):
    assert name in losses.COMPILED


@pytest.mark.parametrize("label", [0.0, 1.0])
@pytest.mark.parametrize("name", losses.COMPILED)
def test_losses_and_their_derivatives(name, label):
    def loss(z):
        return LOSSES[name].function(z, torch.full_like(z, label), reduction="none")

    numbers = NUMBERS[::7]
    numbers = np.concatenate(
        [numbers, np.array(SPECIAL, np.float32), -np.array(SPECIAL, np.float32)]
    )
    value, slope = measure(name, numbers, label)
    expected, expected_slope = in_float64(loss, numbers)
    is_finite = np.isfinite(expected)
    np.testing.assert_array_equal(np.isfinite(value), is_finite)
    assert_close(value[is_finite], expected[is_finite], 1e-6, 1e-7)
    assert_close(slope, expected_slope, 1e-6, 1e-6)


def test_a_sample_that_does_not_count():
    scratch = np.array([3.0, 5.0, 0, 0, 1, 0, 9, 9], np.float32)
    loss = losses.measure(losses.COMPILED["bce"], scratch, 0, 2, 4, 6, 1, 2, np.float32(1))
    assert loss == pytest.approx(np.log1p(np.exp(3)), rel=1e-6)
    assert scratch[6] == pytest.approx(1 / (1 + np.exp(-3)), rel=1e-6)
    assert scratch[7] == 0


# What they are made of


@pytest.mark.parametrize(
    ("name", "expected", "low", "high"),
    [
        ("exp", np.exp, -104, 89),
        ("expm1_negative", np.expm1, -100, 0),
        ("log1p_unit", np.log1p, 0, 1),
        ("sigmoid", lambda x: 1 / (1 + np.exp(-x)), -80, 80),
        ("tanh", np.tanh, -20, 20),
    ],
)
def test_elementary_functions(name, expected, low, high):
    """To 5e-7 of the value, however small it is, down to the last denormal."""
    function = getattr(elementary, name)

    @njit
    def each(numbers):
        return np.array([function(x) for x in numbers])

    numbers = NUMBERS[(low <= NUMBERS) & (high >= NUMBERS)]
    with np.errstate(over="ignore"):
        wanted = expected(numbers.astype(np.float64)).astype(np.float32)
    assert_close(each(numbers), wanted, 5e-7, 2 * INFO.smallest_subnormal)
