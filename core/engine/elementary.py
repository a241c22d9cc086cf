"""exp, log1p, tanh and erf of one float32, so plain that a loop over them becomes vector code.

The C library's take a call for every number. Limits are comparisons, which NaN passes: `min` and
`max` would swallow it. Errors are the greatest against float64, over all of float32.
"""

import numpy as np
from numba import float32

from core.engine.jit import formula
from core.engine.lanes import power_of_two

_LOG2_E = float32(1.44269504)
# ln 2 in two parts: the first times a whole number below 2⁸ is exact (Cody and Waite 1980).
_LN2_HIGH = float32(0.693359375)
_LN2_LOW = float32(-2.12194440e-4)


@formula
def _expm1_near_zero(r):
    """eʳ − 1 for |r| ≤ ln 2 / 2: Taylor's polynomial of degree 7."""
    p = float32(1 / 5040)
    p = p * r + float32(1 / 720)
    p = p * r + float32(1 / 120)
    p = p * r + float32(1 / 24)
    p = p * r + float32(1 / 6)
    p = p * r + float32(1 / 2)
    return p * r * r + r


@formula
def exp(x):
    """eˣ = 2ⁿ eʳ with |r| ≤ ln 2 / 2; relative error 2e-7, denormals and infinity included."""
    x = float32(-104) if x < float32(-104) else x
    x = float32(89) if x > float32(89) else x
    n = np.floor(x * _LOG2_E + float32(0.5))
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    # In two halves, since 2ⁿ itself may be denormal or too large.
    half = np.floor(n * float32(0.5))
    return (float32(1) + _expm1_near_zero(r)) * power_of_two(half) * power_of_two(n - half)


@formula
def expm1_negative(x):
    """eˣ − 1 for x ≤ 0, exact also where it is nearly x; relative error 2e-7."""
    x = float32(-20) if x < float32(-20) else x
    n = np.floor(x * _LOG2_E + float32(0.5))
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    scale = power_of_two(n)
    return scale * _expm1_near_zero(r) + (scale - float32(1))


@formula
def log1p_unit(t):
    """ln(1 + t) for t from 0 to 1, as 2 artanh(t / (2 + t)); relative error 2e-7."""
    s = t / (float32(2) + t)
    u = s * s
    p = float32(1 / 15)
    p = p * u + float32(1 / 13)
    p = p * u + float32(1 / 11)
    p = p * u + float32(1 / 9)
    p = p * u + float32(1 / 7)
    p = p * u + float32(1 / 5)
    p = p * u + float32(1 / 3)
    return float32(2) * (p * u * s + s)


@formula
def sigmoid(x):
    """1 / (1 + e⁻ˣ); relative error 3e-7."""
    return float32(1) / (float32(1) + exp(-x))


@formula
def tanh(x):
    """An odd polynomial of degree 13 over an even one of degree 6; relative error 4e-7.

    ±1 from ±9 on, so that what is saturated has a derivative of 0 as with torch. The coefficients
    are those of Eigen (MathFunctionsImpl.h, `ptanh_float`).
    """
    x = float32(-9) if x < float32(-9) else x
    x = float32(9) if x > float32(9) else x
    u = x * x
    p = float32(-2.76076847742355e-16)
    p = p * u + float32(2.00018790482477e-13)
    p = p * u + float32(-8.60467152213735e-11)
    p = p * u + float32(5.12229709037114e-08)
    p = p * u + float32(1.48572235717979e-05)
    p = p * u + float32(6.37261928875436e-04)
    p = p * u + float32(4.89352455891786e-03)
    q = float32(1.19825839466702e-06)
    q = q * u + float32(1.18534705686654e-04)
    q = q * u + float32(2.26843463243900e-03)
    q = q * u + float32(4.89352518554385e-03)
    h = x * (p / q)
    h = float32(-1) if h < float32(-1) else h
    return float32(1) if h > float32(1) else h


@formula
def erf(x):
    """An odd polynomial of degree 13 over an even one of degree 8; error 5e-7.

    The coefficients are those of Eigen (MathFunctionsImpl.h, `generic_fast_erf_float`).
    """
    x = float32(-4) if x < float32(-4) else x
    x = float32(4) if x > float32(4) else x
    u = x * x
    p = float32(-2.72614225801306e-10)
    p = p * u + float32(2.77068142495902e-08)
    p = p * u + float32(-2.10102402082508e-06)
    p = p * u + float32(-5.69250639462346e-05)
    p = p * u + float32(-7.34990630326855e-04)
    p = p * u + float32(-2.95459980854025e-03)
    p = p * u + float32(-1.60960333262415e-02)
    q = float32(-1.45660718464996e-05)
    q = q * u + float32(-2.13374055278905e-04)
    q = q * u + float32(-1.68282697438203e-03)
    q = q * u + float32(-7.37332916720468e-03)
    q = q * u + float32(-1.42647390514189e-02)
    return x * (p / q)
