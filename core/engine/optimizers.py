"""The compiled form of optimizers: one update of every parameter, as torch.optim does it.

`update` finds the one of a run. A new one is a function, its entry in COMPILED, and a branch of
`update`; an optimizer without them runs on autograd.

Each takes the parameters w, the gradient g, two arrays of the same length that are the optimizer's
to keep, the learning rate and, as its catalogue names them, its own parameters. `step` counts from
1. What does not depend on the parameter is computed in float64, as torch does it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numba import float32

from core.engine.jit import formula, loops


@formula
def _sign(x):
    """−1, 0 or 1; NaN stays NaN."""
    if x > float32(0):
        return float32(1)
    return float32(-1) if x < float32(0) else x


@loops
def _sgd(w, g, rate):
    eta = float32(rate)
    for q in range(len(w)):
        w[q] -= eta * g[q]


@loops
def _momentum(w, g, velocity, rate, momentum):
    eta, mu = float32(rate), float32(momentum)
    for q in range(len(w)):
        velocity[q] = mu * velocity[q] + g[q]
        w[q] -= eta * velocity[q]


@loops
def _nesterov(w, g, velocity, rate, momentum):
    eta, mu = float32(rate), float32(momentum)
    for q in range(len(w)):
        velocity[q] = mu * velocity[q] + g[q]
        w[q] -= eta * (g[q] + mu * velocity[q])


@loops
def _rmsprop(w, g, squares, rate, alpha):
    eta, keep, take, eps = float32(rate), float32(alpha), float32(1 - alpha), float32(1e-8)
    for q in range(len(w)):
        squares[q] = keep * squares[q] + take * g[q] * g[q]
        w[q] -= eta * g[q] / (np.sqrt(squares[q]) + eps)


@loops
def _adagrad(w, g, squares, rate):
    eta, eps = float32(rate), float32(1e-10)
    for q in range(len(w)):
        squares[q] += g[q] * g[q]
        w[q] -= eta * g[q] / (np.sqrt(squares[q]) + eps)


@loops
def _adadelta(w, g, squares, moves, rate, rho):
    eta, keep, take, eps = float32(rate), float32(rho), float32(1 - rho), float32(1e-6)
    for q in range(len(w)):
        squares[q] = keep * squares[q] + take * g[q] * g[q]
        move = np.sqrt(moves[q] + eps) / np.sqrt(squares[q] + eps) * g[q]
        moves[q] = keep * moves[q] + take * move * move
        w[q] -= eta * move


@loops
def _adam(w, g, means, squares, step, rate, beta1, beta2, weight_decay):
    """Adam where `weight_decay` is 0, and AdamW elsewhere."""
    eta = float32(rate / (1 - beta1**step))
    correction = float32(1 / math.sqrt(1 - beta2**step))
    take1, keep2, take2 = float32(1 - beta1), float32(beta2), float32(1 - beta2)
    keep, eps = float32(1 - rate * weight_decay), float32(1e-8)
    for q in range(len(w)):
        means[q] += take1 * (g[q] - means[q])
        squares[q] = keep2 * squares[q] + take2 * g[q] * g[q]
        w[q] = keep * w[q] - eta * means[q] / (np.sqrt(squares[q]) * correction + eps)


@loops
def _nadam(w, g, means, squares, step, rate, beta1, beta2, product):
    """`product` holds Π μₜ of the steps so far (Dozat 2016; ψ is torch's momentum decay)."""
    psi = 4e-3
    mu = beta1 * (1 - 0.5 * 0.96 ** (step * psi))
    mu_next = beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * psi))
    product[0] *= mu
    of_gradient = float32(rate * (1 - mu) / (1 - product[0]))
    of_mean = float32(rate * mu_next / (1 - product[0] * mu_next))
    correction = float32(1 / (1 - beta2**step))
    take1, keep2, take2 = float32(1 - beta1), float32(beta2), float32(1 - beta2)
    eps = float32(1e-8)
    for q in range(len(w)):
        means[q] += take1 * (g[q] - means[q])
        squares[q] = keep2 * squares[q] + take2 * g[q] * g[q]
        w[q] -= (of_gradient * g[q] + of_mean * means[q]) / (np.sqrt(squares[q] * correction) + eps)


@loops
def _radam(w, g, means, squares, step, rate, beta1, beta2):
    """Plain momentum until the variance of the second moment can be told (Liu et al. 2020)."""
    eta = float32(rate / (1 - beta1**step))
    correction2 = 1 - beta2**step
    longest = 2 / (1 - beta2) - 1
    length = longest - 2 * step * beta2**step / correction2
    take1, keep2, take2 = float32(1 - beta1), float32(beta2), float32(1 - beta2)
    eps = float32(1e-8)
    for q in range(len(w)):
        means[q] += take1 * (g[q] - means[q])
        squares[q] = keep2 * squares[q] + take2 * g[q] * g[q]
    if length > 5:
        rectified = (length - 4) * (length - 2) * longest
        rectified /= (longest - 4) * (longest - 2) * length
        eta *= float32(math.sqrt(rectified * correction2))
        for q in range(len(w)):
            w[q] -= eta * means[q] / (np.sqrt(squares[q]) + eps)
    else:
        for q in range(len(w)):
            w[q] -= eta * means[q]


@loops
def _adamax(w, g, means, largest, step, rate, beta1, beta2):
    eta = float32(rate / (1 - beta1**step))
    take1, keep2, eps = float32(1 - beta1), float32(beta2), float32(1e-8)
    for q in range(len(w)):
        means[q] += take1 * (g[q] - means[q])
        decayed, present = keep2 * largest[q], abs(g[q]) + eps
        largest[q] = decayed if decayed > present else present
        w[q] -= eta * means[q] / largest[q]


@loops
def _rprop(w, g, previous, rates):
    """`rates` holds a step size for each parameter."""
    for q in range(len(w)):
        agreement = g[q] * previous[q]
        factor = float32(1.2) if agreement > float32(0) else float32(1)
        factor = float32(0.5) if agreement < float32(0) else factor
        rate = rates[q] * factor
        rate = float32(1e-6) if rate < float32(1e-6) else rate
        rate = float32(50) if rate > float32(50) else rate
        rates[q] = rate
        used = float32(0) if agreement < float32(0) else g[q]
        w[q] -= _sign(used) * rate
        previous[q] = used


@dataclass(frozen=True)
class CompiledOptimizer:
    """The number that `update` knows it by, and its parameters in the order of `update`."""

    number: int
    parameters: tuple[str, ...] = ()
    starts_with_rate: bool = False
    """Whether its second array begins with the learning rate rather than 0."""


COMPILED: Mapping[str, CompiledOptimizer] = {
    "sgd": CompiledOptimizer(0),
    "momentum": CompiledOptimizer(1, ("momentum",)),
    "nesterov": CompiledOptimizer(2, ("momentum",)),
    "rmsprop": CompiledOptimizer(3, ("alpha",)),
    "adagrad": CompiledOptimizer(4),
    "adadelta": CompiledOptimizer(5, ("rho",)),
    "adam": CompiledOptimizer(6, ("beta1", "beta2")),
    "adamw": CompiledOptimizer(7, ("beta1", "beta2", "weight_decay")),
    "nadam": CompiledOptimizer(8, ("beta1", "beta2")),
    "radam": CompiledOptimizer(9, ("beta1", "beta2")),
    "adamax": CompiledOptimizer(10, ("beta1", "beta2")),
    "rprop": CompiledOptimizer(11, (), starts_with_rate=True),
}
"""Name in OPTIMIZERS → its compiled form."""

MOST_PARAMETERS = 3


@loops
def update(number, w, g, first, second, product, step, rate, own):
    """Take step number `step`, from 1, in place; `own` holds the optimizer's own parameters.

    `first`, `second` (as long as w) and `product` [1] are what it remembers: they begin with 0, 0
    (or the learning rate) and 1.
    """
    if number == 0:
        _sgd(w, g, rate)
    elif number == 1:
        _momentum(w, g, first, rate, own[0])
    elif number == 2:
        _nesterov(w, g, first, rate, own[0])
    elif number == 3:
        _rmsprop(w, g, first, rate, own[0])
    elif number == 4:
        _adagrad(w, g, first, rate)
    elif number == 5:
        _adadelta(w, g, first, second, rate, own[0])
    elif number == 6:
        _adam(w, g, first, second, step, rate, own[0], own[1], 0.0)
    elif number == 7:
        _adam(w, g, first, second, step, rate, own[0], own[1], own[2])
    elif number == 8:
        _nadam(w, g, first, second, step, rate, own[0], own[1], product)
    elif number == 9:
        _radam(w, g, first, second, step, rate, own[0], own[1])
    elif number == 10:
        _adamax(w, g, first, second, step, rate, own[0], own[1])
    elif number == 11:
        _rprop(w, g, first, second)
