"""Text that others wrote, in the Markdown of a page."""

import re


def as_plain_text(text: str) -> str:
    """Markdown that shows a text as it is: every sign that could mean something is escaped."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
