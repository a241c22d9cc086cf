"""The text of an expression: what may stand in it, and what is said about one that is wrong.

Python's grammar allows much more than this, and its errors do not say what was expected. So a text
is checked here, from left to right, before Python reads it.
"""

import math
import re
from typing import NamedTuple

NAMES = tuple("abcdefgh")
"""Names of leaves."""

FUNCTIONS = ("sin", "cos", "exp", "log", "tanh", "sigmoid", "relu")
"""Functions of one argument; each has the name that PyTorch gives it."""

LONGEST = 200
"""Characters of an expression: no longer one could be read from the picture of its graph."""

MOST_OPERATIONS = 40
"""Operations of an expression: the picture of a larger graph could not be read."""

DEEPEST = 20
"""Brackets, minus signs and powers that lie within one another."""

_LARGEST_INTEGER = 2**63 - 1
_OPERAND = "a number, a name (a … h), a function or ( is expected"
_OPERATION = "an operation (+ − * / **)"

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<symbol>\*\*|[-+*/()−×·⋅])"
    r"|(?P<space>\s+)|(?P<unknown>.)",
    re.DOTALL,
)
_AS_PYTHON = str.maketrans("−×·⋅", "-***")
_HINTS = {
    "^": "a power is written **",
    ",": "a function takes one argument, and a decimal point is written .",
    "=": "write only what is right of z =",
    "[": "round brackets only; lists are values of the leaves",
    "%": "there are + − * / **",
    "÷": "division is written /",
}


class ExpressionError(ValueError):
    """A typed text is wrong at `position`, 0 for its first character; it says what is expected."""

    def __init__(self, message: str, text: str, position: int) -> None:
        super().__init__(message)
        self.text = text
        self.position = position

    def pointer(self) -> str:
        """Two lines: the text, and a caret below the place."""
        return pointer(self.text, self.position)


def pointer(text: str, position: int) -> str:
    """Two lines: the text as one line, and a caret below the character at `position`."""
    line = "".join(character if character.isprintable() else " " for character in text)
    return f"{line}\n{' ' * position}^"


def python_text(text: str) -> str:
    """The expression as Python spells it, in ASCII; every token keeps its place.

    The signs −, × and · become - and *, and 007 becomes 7 with two spaces before it. Raises
    ExpressionError at the first token that is wrong, and for a text that is too long, too deep or
    has too many operations.
    """
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression has at most {LONGEST} characters", text, LONGEST)
    check = _Check(text)
    spelled = []
    for match in _TOKEN.finditer(text):
        token = _Token(str(match.lastgroup), match.group().translate(_AS_PYTHON), match.start())
        if token.kind == "space":
            spelled.append(" " * len(token.text))
        else:
            check.take(token)
            spelled.append(_without_zeros(token.text))
    check.take(_Token("end", "", len(text)))
    return "".join(spelled)


def _without_zeros(token: str) -> str:
    """A token as it is; of a whole number the zeros in front, which Python refuses, are spaces."""
    return (token.lstrip("0") or "0").rjust(len(token)) if token.isdecimal() else token


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


class _Bracket(NamedTuple):
    """An open bracket, and how deep it lies."""

    start: int
    depth: int


class _Check:
    """Takes the tokens one by one; what may come next depends on the last one and the brackets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._last = _Token("start", "", 0)
        self._open: list[_Bracket] = []
        self._depth = 0
        self._operations = 0

    def take(self, token: _Token) -> None:
        """Go on by one token. Raises ExpressionError where it may not stand here."""
        if token.kind == "unknown":
            hint = _HINTS.get(token.text, "numbers, + − * / **, brackets, a … h and functions do")
            raise self._error(f"{token.text!r} does not belong into an expression: {hint}", token)
        if self._last.text in FUNCTIONS:
            if token.text != "(":
                raise self._error(f"( is expected after {self._last.text}", token)
            self._open.append(_Bracket(token.start, self._depth))
        elif self._last.kind in ("number", "word") or self._last.text == ")":
            self._take_after_operand(token)
        else:
            self._take_operand(token)
        self._last = token

    def _take_operand(self, token: _Token) -> None:
        """Take what an operand begins with."""
        self._depth += 1
        if self._depth > DEEPEST:
            message = f"brackets, minus signs and powers go at most {DEEPEST} deep"
            raise self._error(message, token)
        if token.text == "(":
            self._open.append(_Bracket(token.start, self._depth))
        elif token.text == "-" or token.text in FUNCTIONS:
            self._count_operation(token)
        elif wrong := self._wrong_operand(token):
            raise self._error(wrong, token)

    def _wrong_operand(self, token: _Token) -> str | None:
        if token.kind == "number":
            return _wrong_number(token.text)
        if token.kind == "word":
            return None if token.text in NAMES else _no_such(token.text)
        if self._last.kind == "start" and token.kind == "end":
            return f"there is no expression yet: {_OPERAND}"
        here = "it ends here" if token.kind == "end" else f"{token.text} stands here"
        return f"{here}, where {_OPERAND}"

    def _take_after_operand(self, token: _Token) -> None:
        """Take an operation of two operands, a closing bracket or the end."""
        if token.text == ")" and self._open:
            self._depth = self._open.pop().depth
        elif token.text in ("+", "-", "*", "/"):
            self._count_operation(token)
            self._depth = self._open[-1].depth if self._open else 0
        elif token.text == "**":
            self._count_operation(token)
        elif token.kind != "end" or self._open:
            raise self._error(self._wrong_after_operand(token), token)

    def _wrong_after_operand(self, token: _Token) -> str:
        if token.text == ")":
            return "no bracket is open that this ) could close"
        if not self._open:
            return f"{_OPERATION} is expected before {token.text}"
        opened = self._text[self._open[-1].start : token.start].strip()
        if token.kind == "end":
            return f"it ends here, where ) is expected for {opened}"
        return f"{_OPERATION}, or ) for {opened}, is expected before {token.text}"

    def _count_operation(self, token: _Token) -> None:
        self._operations += 1
        if self._operations > MOST_OPERATIONS:
            message = f"an expression has at most {MOST_OPERATIONS} operations"
            raise self._error(message, token)

    def _error(self, message: str, token: _Token) -> ExpressionError:
        return ExpressionError(message, self._text, token.start)


def _wrong_number(number: str) -> str | None:
    if not math.isfinite(float(number)):
        return f"{number} is too large: numbers go up to about 1.8e308"
    if number.isdecimal() and int(number) > _LARGEST_INTEGER:
        return f"whole numbers go up to {_LARGEST_INTEGER}: write 1e20 for more"
    return None


def _no_such(word: str) -> str:
    if word == "z":
        return "z is what comes out: write only what is right of z ="
    if set(word) <= set(NAMES):
        return f"there is no name {word}: a product is written {'*'.join(word)}"
    return f"there is no {word}: names are {' '.join(NAMES)}, functions are {' '.join(FUNCTIONS)}"
