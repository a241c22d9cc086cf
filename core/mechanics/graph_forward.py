"""The forward pass: the result of every operation of an expression, computed by PyTorch."""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor

from core.mechanics.expression_text import FUNCTIONS
from core.mechanics.expressions import arguments_of, is_number, sign_position

Result = Tensor | float

_SIGNS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}

_FUNCTIONS: dict[str, Callable[..., Any]] = {name: getattr(torch, name) for name in FUNCTIONS}

_MOST_BITS = 64
"""Of a power of whole numbers; Python would compute 9**9**9 for hours."""

REFUSALS = (RuntimeError, ValueError, TypeError, ArithmeticError)
"""What PyTorch, and Python for numbers alone, raise for an operation that they refuse."""


class GraphError(ValueError):
    """A computation was refused, at `position` of the expression where that is known.

    `raised` says that the code shown on the page raises it too. It does not where the refused
    operation has numbers only: Python computes those, with larger numbers than a tensor holds.
    """

    def __init__(self, message: str, position: int | None = None, raised: bool = True) -> None:
        super().__init__(message)
        self.position = position
        self.raised = raised


@dataclass(frozen=True)
class Step:
    """A leaf, a number or an operation, its result, and the indexes of its arguments' steps."""

    expression: ast.expr
    value: Result
    arguments: tuple[int, ...] = ()


def forward(text: str, expression: ast.expr, leaves: Mapping[str, Tensor]) -> list[Step]:
    """Steps in the order of computation, z last; a leaf that occurs twice is one step.

    `expression` is the tree of `text`. Raises GraphError with PyTorch's own message where it
    refuses an operation.
    """
    computation = _Forward(text, leaves)
    computation.add(expression)
    return computation.steps


class _Forward:
    """Collects the steps of one forward pass."""

    def __init__(self, text: str, leaves: Mapping[str, Tensor]) -> None:
        self.steps: list[Step] = []
        self._text = text
        self._leaves = leaves

    def add(self, expression: ast.expr) -> int:
        """Add the steps of an expression; return the index of its last one."""
        if isinstance(expression, ast.Name):
            return self._add_leaf(expression)
        if is_number(expression):
            self.steps.append(Step(expression, self._number(expression)))
        else:
            arguments = tuple(map(self.add, arguments_of(expression)))
            value = self._apply(expression, [self.steps[index].value for index in arguments])
            self.steps.append(Step(expression, value, arguments))
        return len(self.steps) - 1

    def _add_leaf(self, name: ast.Name) -> int:
        leaf = self._leaves[name.id]
        for index, step in enumerate(self.steps):
            if step.value is leaf:
                return index
        self.steps.append(Step(name, leaf))
        return len(self.steps) - 1

    def _number(self, expression: ast.expr) -> Any:
        """The value of arithmetic of numbers alone, which Python does before PyTorch sees it."""
        if isinstance(expression, ast.Constant):
            return expression.value
        return self._apply(expression, list(map(self._number, arguments_of(expression))))

    def _apply(self, operation: ast.expr, arguments: list[Any]) -> Result:
        """The result of an operation. Raises GraphError at the position of its sign."""
        try:
            return _result(operation, arguments)
        except REFUSALS as error:
            message = _refused(operation, arguments, error)
            position = sign_position(operation, self._text)
            raise GraphError(message, position, not is_number(operation)) from error


def _result(operation: ast.expr, arguments: list[Any]) -> Result:
    """The result of an operation. Raises one of REFUSALS."""
    if isinstance(operation, ast.Call):
        assert isinstance(operation.func, ast.Name)
        (argument,) = arguments
        tensor = argument if isinstance(argument, Tensor) else torch.tensor(argument)
        return cast(Tensor, _FUNCTIONS[operation.func.id](tensor))
    assert isinstance(operation, ast.BinOp | ast.UnaryOp)
    if isinstance(operation.op, ast.Pow):
        _check_size(*arguments)
    value: Result | complex = _SIGNS[type(operation.op)](*arguments)
    if isinstance(value, complex):
        raise ArithmeticError("a root of a negative number is no real number")
    return value


def _check_size(base: Any, exponent: Any) -> None:
    """Raises OverflowError for a power of whole numbers that no tensor could take."""
    whole = isinstance(base, int) and isinstance(exponent, int)
    if whole and (base.bit_length() - 1) * exponent > _MOST_BITS:
        raise OverflowError(f"{base}**{exponent} does not fit into {_MOST_BITS} bits")


def _refused(operation: ast.expr, arguments: list[Any], error: Exception) -> str:
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
