"""What strangers wrote is shown as they wrote it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from web.charts.text import as_plain_text

SIGNS = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""  # ASCII punctuation, as CommonMark 0.31 has it


@given(st.text())
def test_every_sign_has_a_backslash_and_nothing_else_has(text):
    escaped = as_plain_text(text)
    assert escaped == "".join(f"\\{c}" if c in SIGNS else c for c in text)
    assert re.sub(r"\\(.)", r"\1", escaped, flags=re.DOTALL) == text
