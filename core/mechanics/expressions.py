"""Expressions that a person types: text → tree. Nothing of the text is ever run.

The grammar is Python's own for the same signs (The Python Language Reference, 6.5 to 6.7): ** goes
from right to left and binds tighter than a minus on its left, but not than one on its right.

    sum     = product { ("+" | "-") product }
    product = factor { ("*" | "/") factor }
    factor  = "-" factor | power
    power   = atom [ "**" factor ]
    atom    = number | name | function "(" sum ")" | "(" sum ")"
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from core.mechanics.expression_tokens import ExpressionError, Token, about_unknown, tokens

NAMES = tuple("abcdefgh")
"""Names of leaves."""

FUNCTIONS = ("sin", "cos", "exp", "log", "tanh", "sigmoid", "relu")
"""Functions of one argument; each has the name that PyTorch gives it."""

MINUS = "neg"
"""The symbol of an operation that is a minus with nothing on its left."""

MOST_OPERATIONS = 40
"""Operations of an expression: the picture of a larger graph could not be read."""

DEEPEST = 20
"""Brackets, minus signs and powers that lie within one another."""

_LARGEST_INTEGER = 2**63 - 1
_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, MINUS: 3, "**": 4}
_ATOM = 5
_OPERAND = "a number, a name (a … h), a function or ( is expected"

Span = tuple[int, int]
"""Where a node stands in its text: its first character, and the one behind its last."""


@dataclass(frozen=True)
class Number:
    """A number as Python reads it: an int where it is written without point and exponent."""

    value: float
    span: Span


@dataclass(frozen=True)
class Name:
    """A leaf, one of NAMES."""

    name: str
    span: Span


@dataclass(frozen=True)
class Operation:
    """A sign with two arguments, MINUS or a function with one; its sign stands at `position`."""

    symbol: str
    arguments: "tuple[Expression, ...]"
    span: Span
    position: int


Expression = Number | Name | Operation


def parse(text: str) -> Expression:
    """Tree of an expression. Raises ExpressionError, which knows the place, if it is none."""
    return _Parser(text).whole()


def names_in(expression: Expression) -> list[str]:
    """Leaves that occur in it, each once, in alphabetical order."""
    if isinstance(expression, Operation):
        return sorted({name for part in expression.arguments for name in names_in(part)})
    return [expression.name] if isinstance(expression, Name) else []


def is_number(expression: Expression) -> bool:
    """Whether it is arithmetic of numbers alone, which Python does before PyTorch sees it."""
    if isinstance(expression, Operation):
        return expression.symbol not in FUNCTIONS and all(map(is_number, expression.arguments))
    return isinstance(expression, Number)


def as_python(expression: Expression) -> str:
    """Python code that computes it from tensors with the leaves' names, and with `torch`.

    It has the brackets that are needed and no others.
    """
    return _spelled(expression, 0)


def _spelled(expression: Expression, tightest: int) -> str:
    """Code of it, in brackets if its sign binds less tightly than `tightest`."""
    if isinstance(expression, Number):
        return repr(expression.value)
    if isinstance(expression, Name):
        return expression.name
    if expression.symbol in FUNCTIONS:
        return _called(expression.symbol, *expression.arguments)
    precedence = _PRECEDENCE[expression.symbol]
    code = _joined(expression.symbol, expression.arguments, precedence)
    return f"({code})" if precedence < tightest else code


def _called(function: str, argument: Expression) -> str:
    code = as_python(argument)
    return f"torch.{function}({f'torch.tensor({code})' if is_number(argument) else code})"


def _joined(symbol: str, arguments: tuple[Expression, ...], precedence: int) -> str:
    if symbol == MINUS:
        return f"-{_spelled(arguments[0], precedence)}"
    left, right = arguments
    if symbol == "**":
        return f"{_spelled(left, _ATOM)}**{_spelled(right, _PRECEDENCE[MINUS])}"
    return f"{_spelled(left, precedence)} {symbol} {_spelled(right, precedence + 1)}"


class _Parser:
    """Goes through the words once, from left to right, with a method for each rule."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(tokens(text))
        self._next = 0
        self._depth = 0
        self._operations = 0

    @property
    def _token(self) -> Token:
        token = self._tokens[self._next]
        if token.kind == "unknown":
            raise ExpressionError(about_unknown(token.text), self._text, token.start)
        return token

    def whole(self) -> Expression:
        if self._token.kind == "end":
            raise self._error(f"there is no expression yet: {_OPERAND}")
        tree = self._sum()
        if self._token.kind != "end":
            raise self._error(self._instead_of_end())
        return tree

    def _sum(self) -> Expression:
        return self._from_left(("+", "-"), self._product)

    def _product(self) -> Expression:
        return self._from_left(("*", "/"), self._factor)

    def _from_left(self, signs: tuple[str, ...], part: Callable[[], Expression]) -> Expression:
        start = self._token.start
        tree = part()
        while self._token.text in signs:
            sign = self._take()
            tree = self._operation(sign, sign.text, start, tree, part())
        return tree

    def _factor(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"brackets, minus signs and powers go at most {DEEPEST} deep")
        tree = self._minus() if self._token.text == "-" else self._power()
        self._depth -= 1
        return tree

    def _minus(self) -> Expression:
        sign = self._take()
        return self._operation(sign, MINUS, sign.start, self._factor())

    def _power(self) -> Expression:
        start = self._token.start
        base = self._atom()
        if self._token.text != "**":
            return base
        sign = self._take()
        return self._operation(sign, "**", start, base, self._factor())

    def _atom(self) -> Expression:
        token = self._token
        if token.kind == "number":
            return self._number()
        if token.kind == "word":
            return self._word()
        if token.text == "(":
            return self._bracketed()
        if token.kind == "end":
            raise self._error(f"it ends here, where {_OPERAND}")
        raise self._error(f"{token.text} stands here, where {_OPERAND}")

    def _number(self) -> Number:
        token = self._token
        value = int(token.text) if token.text.isdecimal() else float(token.text)
        if not math.isfinite(value):
            raise self._error(f"{token.text} is too large: numbers go up to about 1.8e308")
        if isinstance(value, int) and value > _LARGEST_INTEGER:
            raise self._error(f"whole numbers go up to {_LARGEST_INTEGER}: write 1e20 for more")
        self._take()
        return Number(value, (token.start, token.end))

    def _word(self) -> Expression:
        word = self._token
        if word.text in FUNCTIONS:
            return self._function()
        if word.text not in NAMES:
            raise self._error(_no_such(word.text))
        self._take()
        return Name(word.text, (word.start, word.end))

    def _function(self) -> Expression:
        function = self._take()
        if self._token.text != "(":
            raise self._error(f"( is expected after {function.text}")
        return self._operation(function, function.text, function.start, self._bracketed())

    def _bracketed(self) -> Expression:
        opening = self._take()
        tree = self._sum()
        if self._token.text != ")":
            raise self._error(self._instead_of_closing(opening))
        self._take()
        return tree

    def _operation(self, sign: Token, symbol: str, start: int, *parts: Expression) -> Operation:
        self._operations += 1
        if self._operations > MOST_OPERATIONS:
            message = f"an expression has at most {MOST_OPERATIONS} operations"
            raise ExpressionError(message, self._text, sign.start)
        return Operation(symbol, parts, (start, self._tokens[self._next - 1].end), sign.start)

    def _take(self) -> Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _instead_of_end(self) -> str:
        if self._token.text == ")":
            return "no bracket is open that this ) could close"
        return f"an operation (+ − * / **) is expected before {self._token.text}"

    def _instead_of_closing(self, opening: Token) -> str:
        opened = self._text[opening.start : self._token.start].strip()
        if self._token.kind == "end":
            return f"it ends here, where ) is expected for {opened}"
        return (
            f"an operation (+ − * / **), or ) for {opened}, is expected before {self._token.text}"
        )

    def _error(self, message: str) -> ExpressionError:
        return ExpressionError(message, self._text, self._token.start)


def _no_such(word: str) -> str:
    if word == "z":
        return "z is what comes out: write only what is right of z ="
    if set(word) <= set(NAMES):
        return f"there is no name {word}: a product is written {'*'.join(word)}"
    return f"there is no {word}: names are {' '.join(NAMES)}, functions are {' '.join(FUNCTIONS)}"
