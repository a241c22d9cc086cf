"""The compiled form of losses: the loss and its derivative by the logit, computed together.

A new one is a function, its name in COMPILED, and a branch of `measure`; a loss without them runs
on autograd.
"""

from numba import float32

from core.engine.elementary import exp, log1p_unit, sigmoid
from core.engine.jit import formula, loops


@formula
def _binary_cross_entropy(z, y):
    positive = float32(0) if z < float32(0) else z
    return (positive - y * z) + log1p_unit(exp(-abs(z))), sigmoid(z) - y


@formula
def _mean_squared_error(z, y):
    p = sigmoid(z)
    return (p - y) * (p - y), float32(2) * (p - y) * (p * (float32(1) - p))


COMPILED = {"bce": 0, "mse": 1}
"""Name in LOSSES → the number that `measure` knows it by."""


@loops
def measure(number, numbers, logits, labels, counted, slopes, outputs, n, share):
    """Sum of the loss over the outputs of n samples; its derivatives times `share` go to `slopes`.

    `logits`, `labels`, `counted` and `slopes` are where they begin in `numbers`; a sample whose
    `counted` is 0 does not count.
    """
    loss = float32(0)
    for output in range(outputs):
        row = output * n
        z = numbers[logits + row : logits + row + n]
        y = numbers[labels + row : labels + row + n]
        slope = numbers[slopes + row : slopes + row + n]
        weight = numbers[counted : counted + n]
        if number == 0:
            for j in range(n):
                one, derivative = _binary_cross_entropy(z[j], y[j])
                loss += weight[j] * one
                slope[j] = derivative * (weight[j] * share)
        elif number == 1:
            for j in range(n):
                one, derivative = _mean_squared_error(z[j], y[j])
                loss += weight[j] * one
                slope[j] = derivative * (weight[j] * share)
    return loss
