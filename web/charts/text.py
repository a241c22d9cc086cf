"""Numbers, and text that others wrote, as pages write them."""

import math
import re

_ALL = 15
"""Digits that every float64 has; of a sixteenth only a part."""


def format_number(value: float, digits: int = 4) -> str:
    """A number with so many significant digits, as text: "−0.56", "1.25e−9", "1e12"."""
    return typeset(f"{value:.{digits}g}")


def typeset(number: str) -> str:
    """A number that Python has written, with a minus sign and an exponent without zeros in front.

    The hyphen that Python writes is half as long as a plus in most typefaces, and gets lost. LaTeX,
    and Plotly at its axes, see to that by themselves. What a person may copy into code stays as
    Python writes it.
    """
    digits, e, exponent = number.partition("e")
    return (digits + e + (str(int(exponent)) if e else "")).replace("-", "−")


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


def as_plain_text(text: str) -> str:
    """Markdown that shows a text as it is: every sign that could mean something is escaped."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
