"""Numbers in Markdown, with the digits that agree with another one made to stand out."""

import math

from pages.numerals import typeset

_ALL = 15
"""Digits that every float64 has; of a sixteenth only a part."""


def marked(value: float, digits: float) -> str:
    """A number with 16 digits, of which the first ⌊digits⌋ are bold; all where 15 are."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinite"
    text = typeset(f"{value:#.16g}") if value else "0"
    end = len(text) if digits >= _ALL else _end_of(text, math.floor(digits))
    return f"**{text[:end]}**{text[end:]}" if end else text


def said(digits: float) -> str:
    """How many digits agree, in words."""
    whole = math.floor(digits)
    return "all" if whole >= _ALL else str(whole)


def _end_of(text: str, digits: int) -> int:
    """Length of the part of a number that has so many digits; zeros in front do not count."""
    seen = 0
    if digits < 1:
        return 0
    for place, character in enumerate(text):
        if character == "e" or seen == digits:
            return place
        seen += character.isdigit() and (seen > 0 or character != "0")
    return len(text)
