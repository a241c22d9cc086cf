"""Derivatives by finite differences, and in how many digits two numbers agree."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

MOST_DIGITS = -math.log10(torch.finfo(torch.float64).eps)
"""Decimal digits that a float64 holds: 15.65."""

Function = Callable[[Tensor], Tensor]
"""Maps a tensor elementwise to values of a function."""


def central_difference(function: Function, at: Tensor, step: Tensor) -> Tensor:
    """(f(x + h) − f(x − h)) / 2h, elementwise over places `at` and steps h.

    Its error is f‴h²/6 to leading order, plus rounding of about εf/h. No h makes both small;
    h ≈ ∛ε is best where f, f‴ and x are about 1 (Press et al. 2007, section 5.7).
    """
    return (function(at + step) - function(at - step)) / (2 * step)


def forward_difference(function: Function, at: Tensor, step: Tensor) -> Tensor:
    """(f(x + h) − f(x)) / h, elementwise over places `at` and steps h.

    Its error is f″h/2 to leading order, plus rounding of about εf/h, so that h ≈ √ε is best.
    """
    return (function(at + step) - function(at)) / step


def matching_digits(a: float, b: float) -> float:
    """How many decimal digits of two numbers agree: −log₁₀(|a − b| / max(|a|, |b|)).

    From 0 to MOST_DIGITS; equal numbers, also 0 and 0, have MOST_DIGITS. 0 if one of them is not
    finite, or if they differ by as much as the larger one.
    """
    if not (math.isfinite(a) and math.isfinite(b)):
        return 0.0
    if a == b:
        return MOST_DIGITS
    # Each is divided by itself first: the difference of two large numbers may be infinite.
    scale = max(abs(a), abs(b))
    return min(max(0.0, -math.log10(abs(a / scale - b / scale))), MOST_DIGITS)
