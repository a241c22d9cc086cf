"""Reverse and forward accumulation of the chain rule, and what each costs."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

EXPRESSIONS = ("w", "u₀·x", "u₁ + b", "y − u₂", "u₃²")
"""What u₀ to u₄ are: the loss (y − (w x + b))² as a chain of functions of one variable."""

N_MULTIPLICATIONS = len(EXPRESSIONS) - 1
"""Local derivatives that either accumulation multiplies from one end to the other."""


def _steps(b: float, x: float, y: float) -> list[Callable[[Tensor], Tensor]]:
    """The functions that lead from each node of the chain to the next."""
    return [lambda u: u * x, lambda u: u + b, lambda u: y - u, lambda u: u**2]


def chain(w: float, b: float, x: float, y: float) -> pd.DataFrame:
    """The chain from w to the loss, one row a node u₀ … u₄; in float64.

    Columns: expression; value; local, the derivative duᵢ/duᵢ₋₁ (NaN for u₀); reverse, dL/duᵢ, the
    product of the local derivatives after a node, which reverse accumulation has when it reaches
    the node; forward, duᵢ/dw, the product of those up to it.
    """
    u = torch.tensor(w, dtype=torch.float64)
    values, local = [u.item()], [np.nan]
    for step in _steps(b, x, y):
        before = u.detach().requires_grad_()
        u = step(before)
        values.append(u.item())
        local.append(torch.autograd.grad(u, before)[0].item())
    factors = np.array(local[1:])
    return pd.DataFrame(
        {
            "expression": EXPRESSIONS,
            "value": values,
            "local": local,
            "reverse": np.append(np.cumprod(factors[::-1])[::-1], 1.0),
            "forward": np.append(1.0, np.cumprod(factors)),
        },
        index=pd.Index([f"u{i}" for i in range(len(values))], name="node"),
    )


def whole_gradient(w: float, b: float, x: float, y: float) -> dict[str, float]:
    """Derivatives of the loss by w, b, x and y, all from one backward pass."""
    numbers = torch.tensor([w, b, x, y], dtype=torch.float64, requires_grad=True)
    leaves = numbers.unbind()
    loss = (leaves[3] - (leaves[0] * leaves[2] + leaves[1])) ** 2
    gradients = torch.autograd.grad(loss, leaves)
    return {name: g.item() for name, g in zip("wbxy", gradients, strict=True)}


@dataclass(frozen=True)
class Shape:
    """A network f: ℝⁿ → ℝᵐ through tanh layers of one width, without biases."""

    inputs: int
    outputs: int
    width: int
    hidden_layers: int = 2

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of outputs of every layer, the inputs first."""
        return (self.inputs, *[self.width] * self.hidden_layers, self.outputs)

    @property
    def pass_cost(self) -> int:
        """Multiplications of one pass through the network in either direction.

        One for every weight, and one for every tanh′; the values of tanh′ are taken as known.
        """
        sizes = self.sizes
        weights = sum(a * b for a, b in pairwise(sizes))
        return weights + self.width * self.hidden_layers

    @property
    def forward_cost(self) -> int:
        """Multiplications of forward accumulation: one pass an input."""
        return self.inputs * self.pass_cost

    @property
    def reverse_cost(self) -> int:
        """Multiplications of reverse accumulation: one pass an output."""
        return self.outputs * self.pass_cost


@dataclass(frozen=True)
class Jacobians:
    """The Jacobian [outputs, inputs] by both accumulations, and the multiplications counted."""

    forward: Tensor
    reverse: Tensor
    forward_count: int
    reverse_count: int
    reference: Tensor

    @property
    def largest_difference(self) -> float:
        """Largest absolute difference of an element from `torch.func.jacrev`."""
        differences = [(j - self.reference).abs().max() for j in (self.forward, self.reverse)]
        return max(difference.item() for difference in differences)


def network_of(shape: Shape, seed: int = 0) -> tuple[Callable[[Tensor], Tensor], Tensor]:
    """A function of this shape with weights from N(0, 1 / in), and a point [inputs] from N(0, 1).

    Both in float64.
    """
    generator = torch.Generator().manual_seed(seed)
    weights = [
        torch.randn(fan_out, fan_in, generator=generator, dtype=torch.float64) / fan_in**0.5
        for fan_in, fan_out in pairwise(shape.sizes)
    ]
    point = torch.randn(shape.inputs, generator=generator, dtype=torch.float64)

    def function(x: Tensor) -> Tensor:
        for weight in weights[:-1]:
            x = torch.tanh(torch.mv(weight, x))
        return torch.mv(weights[-1], x)

    return function, point


def jacobians(shape: Shape, seed: int = 0) -> Jacobians:
    """The Jacobian of `network_of` by forward and by reverse accumulation, with counts.

    Forward: `torch.func.jvp` along each input; reverse: `torch.func.vjp` from each output.
    """
    function, point = network_of(shape, seed)
    pull = torch.func.vjp(function, point)[1]

    def push(tangent: Tensor) -> Tensor:
        pushed: Tensor = torch.func.jvp(function, (point,), (tangent,))[1]
        return pushed

    # At its first use torch's forward mode calls torch.jit.script, which raises a warning.
    with warnings.catch_warnings(action="ignore"), _Multiplications() as in_forward:
        forward = torch.func.vmap(push)(torch.eye(shape.inputs, dtype=torch.float64)).T
    with _Multiplications() as in_reverse:
        (reverse,) = torch.func.vmap(pull)(torch.eye(shape.outputs, dtype=torch.float64))
    reference = torch.func.jacrev(function)(point)
    return Jacobians(forward, reverse, in_forward.count, in_reverse.count, reference)


class _Multiplications(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts the multiplications of tangents or cotangents, which `vmap` runs as one batch.

    Batched they are a matrix, so that a product with a weight is an `mm`; an `mv` computes the
    value of the function and does not count. `tanh_backward` multiplies by tanh′.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.count = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        if func.overloadpacket is torch.ops.aten.mm:
            self.count += result.numel() * args[0].shape[1]
        elif func.overloadpacket is torch.ops.aten.tanh_backward:
            self.count += result.numel()
        return result


def costs_over_inputs(shape: Shape, inputs: list[int]) -> pd.DataFrame:
    """Multiplications of both accumulations, one row for each number of inputs.

    Columns inputs, forward, reverse.
    """
    shapes = [Shape(n, shape.outputs, shape.width, shape.hidden_layers) for n in inputs]
    return pd.DataFrame(
        {
            "inputs": inputs,
            "forward": [other.forward_cost for other in shapes],
            "reverse": [other.reverse_cost for other in shapes],
        }
    )
