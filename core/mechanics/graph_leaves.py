"""Leaves: the tensors that a computation starts from."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import Tensor

from core.mechanics.expression_text import ExpressionError

Value = float | list[float] | list[list[float]]
"""A number, a list of them, or a list of rows; an int where it is written like one."""

DTYPES = {"float32": torch.float32, "float64": torch.float64, "int64": torch.int64}

GRADIENTS = {
    "no": "no gradient",
    "yes": "requires_grad=True",
    "later": "requires_grad_() later",
}
"""Whether a leaf requires a gradient; `later` means only after z has been computed."""

LARGEST_SIDE = 4
"""Rows, and numbers of a row: a larger leaf could not be read in a picture."""

LONGEST_VALUE = 200
"""Characters of a value."""

_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Leaf:
    """The settings of a leaf: `dtype` is one of DTYPES, `gradient` one of GRADIENTS."""

    value: Value
    dtype: str = "float32"
    gradient: str = "yes"

    def tensor(self) -> Tensor:
        """The leaf as a tensor; it requires a gradient only if `gradient` is "yes".

        Raises what PyTorch raises: RuntimeError for an integer that requires a gradient,
        ValueError for rows of different lengths.
        """
        return torch.tensor(
            self.value, dtype=DTYPES[self.dtype], requires_grad=self.gradient == "yes"
        )


def parse_value(text: str) -> Value:
    """The value in a text such as "1", "[1, 2, 3]" or "[[1, 2], [3, 4]]".

    Rows may have different lengths: PyTorch refuses those. Raises ExpressionError.
    """
    if len(text) > LONGEST_VALUE:
        message = f"a value has at most {LONGEST_VALUE} characters"
        raise ExpressionError(message, text, LONGEST_VALUE)
    return _Reader(text).whole()


def with_rank(value: Value, rank: int) -> Value:
    """The value with `rank` dimensions, 0 to 2; going down in rank keeps the first entry."""
    if rank_of(value) > rank:
        return with_rank(_first(value), rank)
    return _wrapped(value, rank - rank_of(value))


def rank_of(value: Value) -> int:
    """Number of dimensions."""
    return 1 + rank_of(_first(value)) if isinstance(value, list) else 0


def _first(value: Value) -> Value:
    assert isinstance(value, list)
    return value[0]


def _wrapped(value: Any, times: int) -> Value:
    return _wrapped([value], times - 1) if times else value


class _Reader:
    """Goes through the words of a value once, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        words = re.finditer(rf"{_NUMBER}|\S", text.replace("−", "-"))
        self._words = [(word.group(), word.start()) for word in words] + [("", len(text))]

    def whole(self) -> Value:
        value: Value
        if self._word == "[" and self._words[1][0] == "[":
            value = self._list(lambda: self._list(self._number))
        elif self._word == "[":
            value = self._list(self._number)
        else:
            value = self._number("a number or [")
        if self._word:
            raise self._error("nothing more is expected here")
        return value

    def _list(self, entry: Callable[[], Entry]) -> list[Entry]:
        """The list that begins here."""
        self._take("[")
        entries = [entry()]
        while self._word == ",":
            if len(entries) == LARGEST_SIDE:
                raise self._error(f"a list has at most {LARGEST_SIDE} entries")
            self._take(",")
            entries.append(entry())
        self._take("]", "] or a comma")
        return entries

    def _number(self, expected: str = "a number") -> float:
        word = self._word
        if not re.fullmatch(_NUMBER, word):
            raise self._error(f"{expected} is expected here")
        if not math.isfinite(float(word)):
            raise self._error("numbers go up to about 1.8e308")
        self._take(word)
        return int(word) if word.lstrip("+-").isdecimal() else float(word)

    @property
    def _word(self) -> str:
        return self._words[0][0]

    def _take(self, word: str, expected: str = "") -> None:
        if self._word != word:
            raise self._error(f"{expected or word} is expected here")
        del self._words[0]

    def _error(self, message: str) -> ExpressionError:
        return ExpressionError(message, self._text, self._words[0][1])
