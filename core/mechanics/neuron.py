"""One neuron with one input, and its loss's derivative by autograd, formula and differences."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from core.activations import ACTIVATIONS
from core.arrays import Floats
from core.mechanics.finite_difference import (
    central_difference,
    forward_difference,
    matching_digits,
)

PARAMETERS = ("w", "b")
"""The parameters that the loss is differentiated by."""


@dataclass(frozen=True)
class Slope:
    """φ′ of an activation as a function of its value a = φ(z), derived by hand, not by autograd."""

    formula: str
    function: Callable[[float], float]


SLOPES = {
    "identity": Slope("1", lambda _: 1.0),
    "tanh": Slope("1 - a^2", lambda a: 1 - a * a),
    "sigmoid": Slope("a (1 - a)", lambda a: a * (1 - a)),
}
"""Activation of the neuron → its slope."""


@dataclass(frozen=True)
class Neuron:
    """a = φ(z) with z = w x + b, and its loss L = (y − a)² for one point (x, y); in float64."""

    w: float
    b: float
    x: float
    y: float
    activation: str = "identity"

    def output(self, w: Tensor, b: Tensor) -> Tensor:
        """The output a at other parameters, elementwise."""
        return ACTIVATIONS[self.activation].function(w * self.x + b)

    def loss(self, w: Tensor, b: Tensor) -> Tensor:
        """The loss at other parameters, elementwise."""
        return (self.y - self.output(w, b)) ** 2

    def parameters(self, requires_grad: bool = False) -> tuple[Tensor, Tensor]:
        """w and b as float64 tensors of rank 0."""
        w, b = (
            torch.tensor(value, dtype=torch.float64, requires_grad=requires_grad)
            for value in (self.w, self.b)
        )
        return w, b

    def along(self, name: str) -> tuple[Callable[[Tensor], Tensor], Tensor]:
        """The loss as a function of one of PARAMETERS alone, and that parameter's present value."""
        w, b = self.parameters()
        if name == "w":
            return lambda value: self.loss(value, b), w
        return lambda value: self.loss(w, value), b


def values(neuron: Neuron) -> dict[str, float]:
    """Values of the neuron by name: z, a and L."""
    w, b = neuron.parameters()
    z, a = w * neuron.x + b, neuron.output(w, b)
    return {"z": z.item(), "a": a.item(), "L": neuron.loss(w, b).item()}


@dataclass(frozen=True)
class Derivative:
    """One derivative of the loss, by autograd, by the formula, and by two differences."""

    autograd: float
    formula: float
    central: float
    forward: float

    def digits(self, method: str) -> float:
        """Digits in which "formula", "central" or "forward" agrees with autograd."""
        return matching_digits(self.autograd, getattr(self, method))


def derivatives(neuron: Neuron, step: float) -> dict[str, Derivative]:
    """The derivative by each of PARAMETERS, with differences of step h."""
    w, b = neuron.parameters(requires_grad=True)
    by_autograd = torch.autograd.grad(neuron.loss(w, b), [w, b])
    h = torch.tensor(step, dtype=torch.float64)
    return {
        name: Derivative(
            exact.item(),
            by_formula,
            central_difference(*neuron.along(name), h).item(),
            forward_difference(*neuron.along(name), h).item(),
        )
        for name, exact, by_formula in zip(PARAMETERS, by_autograd, formula(neuron), strict=True)
    }


def formula(neuron: Neuron) -> tuple[float, float]:
    """dL/dw = −2 (y − a) φ′(z) x, and dL/db = −2 (y − a) φ′(z)."""
    w, b = neuron.parameters()
    a = neuron.output(w, b).item()
    by_bias = -2 * (neuron.y - a) * SLOPES[neuron.activation].function(a)
    return by_bias * neuron.x, by_bias


def digits_over_steps(neuron: Neuron, steps: Floats) -> pd.DataFrame:
    """Digits of a difference that agree with autograd, one row a step h.

    Columns h, and one for every difference and each of PARAMETERS: central_w, central_b,
    forward_w, forward_b.
    """
    w, b = neuron.parameters(requires_grad=True)
    exact = torch.autograd.grad(neuron.loss(w, b), [w, b])
    h = torch.from_numpy(steps)
    columns = {"h": steps}
    for kind, difference in (("central", central_difference), ("forward", forward_difference)):
        for name, gradient in zip(PARAMETERS, exact, strict=True):
            approximate = difference(*neuron.along(name), h).tolist()
            columns[f"{kind}_{name}"] = np.array(
                [matching_digits(gradient.item(), value) for value in approximate]
            )
    return pd.DataFrame(columns)


def losses_along(neuron: Neuron, name: str, places: Floats) -> Floats:
    """Loss [places] with one of PARAMETERS at each of `places`, the other at its present value."""
    loss, _ = neuron.along(name)
    return loss(torch.from_numpy(places)).numpy()
