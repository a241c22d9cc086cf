"""The words of an expression, and what is said about one that is wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 200
"""Characters of an expression: no longer one could be read from the picture of its graph."""

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<symbol>\*\*|[-+*/()−×·⋅])"
    r"|(?P<space>\s+)|(?P<unknown>.)",
    re.DOTALL,
)
_SPELLINGS = {"−": "-", "×": "*", "·": "*", "⋅": "*"}
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


@dataclass(frozen=True)
class Token:
    """One word, from `start` to `end` in the text; no expression has one of kind "unknown"."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Words of an expression from left to right, and one of kind "end" behind the last.

    The signs −, × and · stand for - and *. Raises ExpressionError for a text that is too long.
    """
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression has at most {LONGEST} characters", text, LONGEST)
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "space":
            word = match.group()
            yield Token(str(match.lastgroup), _SPELLINGS.get(word, word), *match.span())
    yield Token("end", "", len(text), len(text))


def about_unknown(character: str) -> str:
    """What is said about a character that no word has."""
    hint = _HINTS.get(character, "numbers, + − * / **, brackets, a … h and functions do")
    return f"{character!r} does not belong into an expression: {hint}"
