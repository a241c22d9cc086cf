"""The forward pass: what every operation of an expression gives, computed by PyTorch."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from core.mechanics.expressions import FUNCTIONS, MINUS, Expression, Name, Number, is_number

Result = Tensor | float

_OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    MINUS: operator.neg,
    **{name: getattr(torch, name) for name in FUNCTIONS},
}

_MOST_BITS = 64
"""Of a power of whole numbers; Python would compute 9**9**9 for hours."""

REFUSALS = (RuntimeError, ValueError, TypeError, ArithmeticError)
"""What PyTorch, and Python for its numbers, raise at an operation that does not exist."""


class GraphError(ValueError):
    """A computation was refused, at `position` of the expression where that is known.

    `raised` says that the same lines of PyTorch raise it too: numbers alone are Python's, which
    would go on where a tensor can't follow.
    """

    def __init__(self, message: str, position: int | None = None, raised: bool = True) -> None:
        super().__init__(message)
        self.position = position
        self.raised = raised


@dataclass(frozen=True)
class Step:
    """A leaf, a number or an operation, what it gave, and at which steps its arguments are."""

    expression: Expression
    value: Result
    arguments: tuple[int, ...] = ()


def forward(expression: Expression, leaves: Mapping[str, Tensor]) -> list[Step]:
    """Steps in the order of computation, z last; a leaf that occurs twice is one step.

    Raises GraphError with PyTorch's own words where it refuses an operation.
    """
    steps: list[Step] = []
    _add(expression, leaves, steps)
    return steps


def _add(expression: Expression, leaves: Mapping[str, Tensor], steps: list[Step]) -> int:
    """Add the steps of an expression; its last is at the index that is returned."""
    if isinstance(expression, Name):
        return _add_leaf(expression, leaves[expression.name], steps)
    if is_number(expression):
        steps.append(Step(expression, _number(expression)))
    else:
        assert not isinstance(expression, Number)
        arguments = tuple(_add(part, leaves, steps) for part in expression.arguments)
        value = _apply(expression, [steps[index].value for index in arguments])
        steps.append(Step(expression, value, arguments))
    return len(steps) - 1


def _add_leaf(name: Name, leaf: Tensor, steps: list[Step]) -> int:
    for index, step in enumerate(steps):
        if step.value is leaf:
            return index
    steps.append(Step(name, leaf))
    return len(steps) - 1


def _number(expression: Expression) -> float:
    """What Python makes of numbers alone, before PyTorch sees them."""
    if isinstance(expression, Number):
        return expression.value
    assert not isinstance(expression, Name)
    value = _apply(expression, [_number(part) for part in expression.arguments])
    assert not isinstance(value, Tensor)
    return value


def _apply(operation: Any, arguments: list[Any]) -> Result:
    """What an operation gives. Raises GraphError at its sign."""
    try:
        if operation.symbol in FUNCTIONS and not isinstance(arguments[0], Tensor):
            arguments = [torch.tensor(arguments[0])]
        if operation.symbol == "**":
            _check_size(*arguments)
        value: Result = _OPERATIONS[operation.symbol](*arguments)
        if isinstance(value, complex):
            raise ArithmeticError("a root of a negative number is no real number")
    except REFUSALS as error:
        message = _refused(operation, arguments, error)
        raise GraphError(message, operation.position, not is_number(operation)) from error
    return value


def _check_size(base: Any, exponent: Any) -> None:
    """Raises OverflowError for a power of whole numbers that no tensor could take."""
    whole = isinstance(base, int) and isinstance(exponent, int)
    if whole and (base.bit_length() - 1) * exponent > _MOST_BITS:
        raise OverflowError(f"{base}**{exponent} does not fit into {_MOST_BITS} bits")


def _refused(operation: Any, arguments: list[Any], error: Exception) -> str:
    asked = "Python" if is_number(operation) else "PyTorch"
    words = str(error.args[-1])
    if "tensor a " in words:
        words += " (it calls the left operand a, the right one b)"
    return f"{asked} refuses this operation on {' and '.join(map(_described, arguments))}: {words}"


def _described(argument: Any) -> str:
    if not isinstance(argument, Tensor):
        return repr(argument)
    dtype = str(argument.dtype).removeprefix("torch.")
    return f"{dtype} of shape {list(argument.shape)}"
