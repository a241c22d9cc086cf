"""The compiled form of activations: φ(z) and φ′(z) of one float32, computed together.

`activate` applies one to a whole layer. A new one is a function, its name in COMPILED, and a branch
of `activate`; an activation without them runs on autograd.
"""

from numba import float32

from core.engine.elementary import erf, exp, expm1_negative, log1p_unit, sigmoid, tanh
from core.engine.jit import formula, loops


@formula
def _identity(z):
    return z, float32(1)


@formula
def _tanh(z):
    h = tanh(z)
    return h, float32(1) - h * h


@formula
def _sigmoid(z):
    h = sigmoid(z)
    return h, h * (float32(1) - h)


@formula
def _relu(z):
    return (float32(0), float32(0)) if z <= float32(0) else (z, float32(1))


@formula
def _leaky_relu(z):
    slope = float32(1) if z > float32(0) else float32(0.01)
    return slope * z, slope


@formula
def _elu(z):
    h = expm1_negative(float32(0) if z > float32(0) else z)
    return (z, float32(1)) if z > float32(0) else (h, h + float32(1))


_SQRT_HALF = float32(0.70710678)
_DENSITY_AT_ZERO = float32(0.39894228)


@formula
def _gelu(z):
    cumulative = float32(0.5) * (float32(1) + erf(z * _SQRT_HALF))
    density = _DENSITY_AT_ZERO * exp(float32(-0.5) * z * z)
    return z * cumulative, cumulative + z * density


@formula
def _silu(z):
    s = sigmoid(z)
    return z * s, s * (float32(1) + z * (float32(1) - s))


@formula
def _softplus(z):
    positive = float32(0) if z < float32(0) else z
    return positive + log1p_unit(exp(-abs(z))), sigmoid(z)


@formula
def _softsign(z):
    share = float32(1) / (float32(1) + abs(z))
    return z * share, share * share


COMPILED = {
    "identity": 0,
    "tanh": 1,
    "sigmoid": 2,
    "relu": 3,
    "leaky_relu": 4,
    "elu": 5,
    "gelu": 6,
    "silu": 7,
    "softplus": 8,
    "softsign": 9,
}
"""Name in ACTIVATIONS → the number that `activate` knows it by."""


@loops
def activate(number, numbers, start, slopes, count):
    """Replace z by φ(z) in `count` of the `numbers` from `start` on; φ′(z) goes to `slopes`."""
    z = numbers[start : start + count]
    slope = numbers[slopes : slopes + count]
    if number == 0:
        for j in range(count):
            z[j], slope[j] = _identity(z[j])
    elif number == 1:
        for j in range(count):
            z[j], slope[j] = _tanh(z[j])
    elif number == 2:
        for j in range(count):
            z[j], slope[j] = _sigmoid(z[j])
    elif number == 3:
        for j in range(count):
            z[j], slope[j] = _relu(z[j])
    elif number == 4:
        for j in range(count):
            z[j], slope[j] = _leaky_relu(z[j])
    elif number == 5:
        for j in range(count):
            z[j], slope[j] = _elu(z[j])
    elif number == 6:
        for j in range(count):
            z[j], slope[j] = _gelu(z[j])
    elif number == 7:
        for j in range(count):
            z[j], slope[j] = _silu(z[j])
    elif number == 8:
        for j in range(count):
            z[j], slope[j] = _softplus(z[j])
    elif number == 9:
        for j in range(count):
            z[j], slope[j] = _softsign(z[j])
