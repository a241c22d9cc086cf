"""Loss surfaces over two parameters, on which optimizers race."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

WINDOW = 3.0
"""Half the side of the square of parameters around 0 that is shown."""

X, Y = 1.4, 2.1
"""Input and target of the one neuron."""

_STEEPNESS = 25
"""Curvature across the ravine; along it the curvature is 1."""


@dataclass(frozen=True)
class Surface:
    """A loss of two parameters whose smallest value is 0.

    `function` maps parameters [..., 2] to losses [...]; `source` is the same as a Python expression
    in u and v, for code to copy. `minima` are some points where the loss is 0. With
    `learning_rate`, plain gradient descent from `start` reaches a minimum.
    """

    label: str
    formula: str
    lesson: str
    parameters: tuple[str, str]
    function: Callable[[Tensor], Tensor]
    source: str
    minima: tuple[tuple[float, float], ...]
    start: tuple[float, float]
    learning_rate: float


def one_neuron(parameters: Tensor) -> Tensor:
    """(y − (w x + b))² for one point: a valley whose floor is a line of solutions."""
    w, b = parameters.unbind(-1)
    return (Y - (w * X + b)).square()


def ravine(parameters: Tensor) -> Tensor:
    """½ (u² + κ v²): a learning rate that does not diverge along v is slow along u."""
    u, v = parameters.unbind(-1)
    return (u.square() + _STEEPNESS * v.square()) / 2


def turned_ravine(parameters: Tensor) -> Tensor:
    """The ravine of (p, q) = ((u + v), (v − u)) / √2: along and across the diagonal.

    Gradient descent and momentum take the same path as before, turned. An optimizer with a rate for
    every parameter does not, since no parameter points across the ravine.
    """
    u, v = parameters.unbind(-1)
    return ((u + v).square() + _STEEPNESS * (v - u).square()) / 4


def saddle(parameters: Tensor) -> Tensor:
    """½ u² + ¼ (v² − 1)²: the gradient is nearly 0 around (0, 0), which is no minimum."""
    u, v = parameters.unbind(-1)
    return u.square() / 2 + (v.square() - 1).square() / 4


def rosenbrock(parameters: Tensor) -> Tensor:
    """(1 − u)² + 10 (v − u²)²: a ravine that bends. Rosenbrock 1960 has 100 instead of 10."""
    u, v = parameters.unbind(-1)
    return (1 - u).square() + 10 * (v - u.square()).square()


SURFACES = {
    "ravine": Surface(
        "ravine",
        rf"\tfrac12 (u^2 + {_STEEPNESS}\, v^2)",
        f"{_STEEPNESS} times as steep across as along: a rate that is safe across is slow along.",
        ("u", "v"),
        ravine,
        f"(u**2 + {_STEEPNESS} * v**2) / 2",
        ((0.0, 0.0),),
        (-2.6, 1.2),
        0.03,
    ),
    "turned_ravine": Surface(
        "ravine, turned",
        rf"\tfrac14 \big((u + v)^2 + {_STEEPNESS}\, (v - u)^2\big)",
        "The same ravine along the diagonal: a rate for every parameter helps less, since none "
        "lies across.",
        ("u", "v"),
        turned_ravine,
        f"((u + v) ** 2 + {_STEEPNESS} * (v - u) ** 2) / 4",
        ((0.0, 0.0),),
        (-2.7, -1.0),
        0.03,
    ),
    "neuron": Surface(
        "one neuron",
        rf"(y - (w x + b))^2, \quad x = {X},\; y = {Y}",
        "One point, two parameters: every point of a line is a solution, and where it is met "
        "depends on the optimizer.",
        ("w", "b"),
        one_neuron,
        f"({Y} - (u * {X} + v)) ** 2",
        tuple((w, Y - X * w) for w in (-0.6, 0.0, 0.75, Y / X, 2.25, 3.0)),
        (-2.0, -1.0),
        0.03,
    ),
    "saddle": Surface(
        "saddle",
        r"\tfrac12 u^2 + \tfrac14 (v^2 - 1)^2",
        "At (0, 0) the gradient is 0 and no minimum is there: who comes near it waits.",
        ("u", "v"),
        saddle,
        "u**2 / 2 + (v**2 - 1) ** 2 / 4",
        ((0.0, 1.0), (0.0, -1.0)),
        (-2.5, 0.01),
        0.1,
    ),
    "rosenbrock": Surface(
        "bent ravine",
        r"(1 - u)^2 + 10\, (v - u^2)^2",
        "Rosenbrock's function, a little milder: a valley that bends, and is almost flat.",
        ("u", "v"),
        rosenbrock,
        "(1 - u) ** 2 + 10 * (v - u**2) ** 2",
        ((1.0, 1.0),),
        (-1.2, 1.0),
        0.003,
    ),
}
"""Name → surface."""
