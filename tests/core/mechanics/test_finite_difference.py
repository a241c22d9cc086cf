"""Differences against their error terms by hand."""

import math

import pytest
import torch

from core.mechanics.finite_difference import (
    MOST_DIGITS,
    central_difference,
    forward_difference,
    matching_digits,
)


def test_differences_are_off_by_their_first_error_term():
    at, h = torch.tensor(2.0, dtype=torch.float64), torch.tensor(1e-2, dtype=torch.float64)
    central = central_difference(lambda x: x**3, at, h).item()
    forward = forward_difference(lambda x: x**3, at, h).item()
    assert central - 12 == pytest.approx(6 * 1e-4 / 6, rel=1e-6)  # f‴h²/6
    assert forward - 12 == pytest.approx(12 * 1e-2 / 2 + 1e-4, rel=1e-6)  # f″h/2 + f‴h²/6


@pytest.mark.parametrize(
    ("a", "b", "digits"),
    [
        (1.0, 1.001, -math.log10(0.001 / 1.001)),
        (-0.56, -0.56, MOST_DIGITS),
        (0.0, 0.0, MOST_DIGITS),
        (0.0, 1e-30, 0),
        (1.0, -1.0, 0),
        (1e308, -1e308, 0),
        (1.0, math.nan, 0),
        (math.inf, math.inf, 0),
        (5e-324, 5e-324, MOST_DIGITS),
        (1.0, 1.0 + 2.0**-52, MOST_DIGITS),
    ],
)
def test_matching_digits(a, b, digits):
    assert matching_digits(a, b) == pytest.approx(digits)
    assert matching_digits(b, a) == pytest.approx(digits)
