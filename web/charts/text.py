"""Numbers, words and tables as pages write them."""

import math
import re
from collections.abc import Iterable, Sequence

_ALL_DIGITS = 15
"""Digits that every float64 has; of a sixteenth only a part."""


def format_number(value: float, digits: int = 4) -> str:
    """A number with so many significant digits, as text: "−0.56", "1.25e−9", "1e12"."""
    return typeset(f"{value:.{digits}g}")


def format_percent(share: float, digits: int = 3) -> str:
    """A share of 1 as a percentage with so many significant digits: "96.5%"."""
    return f"{format_number(100 * share, digits)}%"


def format_interval(low: float, high: float) -> str:
    """The ends of an interval of shares of 1, in whole percent: "81–100%"."""
    return f"{100 * low:.0f}–{high:.0%}"


def typeset(number: str) -> str:
    """A number that Python has written, with a minus sign and an exponent without zeros in front.

    The hyphen that Python writes is half as long as a plus in most typefaces, and gets lost. LaTeX,
    and Plotly at its axes, see to that by themselves. What a person may copy into code stays as
    Python writes it.
    """
    digits, e, exponent = number.partition("e")
    return (digits + e + (str(int(exponent)) if e else "")).replace("-", "−")


def bold_matching_digits(value: float, digits: float) -> str:
    """A number in Markdown with 16 digits, the first ⌊digits⌋ of them bold; all where 15 are."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinite"
    text = typeset(f"{value:#.16g}") if value else "0"
    end = len(text) if digits >= _ALL_DIGITS else _length_of(text, math.floor(digits))
    return f"**{text[:end]}**{text[end:]}" if end else text


def format_matching_digits(digits: float) -> str:
    """How many digits of two float64 numbers match, as text: "11", or "all" from 15 on."""
    whole = math.floor(digits)
    return "all" if whole >= _ALL_DIGITS else str(whole)


def _length_of(text: str, digits: int) -> int:
    """Length of the part of a number that has so many digits; zeros in front do not count."""
    seen = 0
    if digits < 1:
        return 0
    for place, character in enumerate(text):
        if character == "e" or seen == digits:
            return place
        seen += character.isdigit() and (seen > 0 or character != "0")
    return len(text)


def pluralize(count: int, noun: str) -> str:
    """A count with its noun, which has an s unless there is one: "1 layer", "1,024 layers"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def join_words(words: Iterable[str]) -> str:
    """A list in words: "SGD", "SGD and Adam", "SGD, Adam and Rprop"; "" where it is empty."""
    *first, last = [*words] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def capitalize_first(text: str) -> str:
    """The text with its first letter in upper case; the others stay as they are."""
    return text[:1].upper() + text[1:]


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown: the heads of its columns, and rows of as many cells."""
    return "\n".join([_row(head), "|---" * len(head) + "|", *map(_row, rows)])


def _row(cells: Sequence[str]) -> str:
    return f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in cells)}|"


def as_plain_text(text: str) -> str:
    """Markdown that shows a text as it is: every sign that could mean something is escaped."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
