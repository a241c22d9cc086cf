"""How numbers look in sentences."""

import pytest

from web.charts.text import format_number, typeset


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (-0.56, 4, "−0.56"),
        (1 / 3, 2, "0.33"),
        (-1.25e-9, 3, "−1.25e−9"),
        (1e-100, 6, "1e−100"),
        (1e12, 6, "1e12"),
        (-7, 6, "−7"),
        (float("-inf"), 4, "−inf"),
        (float("nan"), 4, "nan"),
    ],
)
def test_a_number_as_text(value, digits, text):
    assert format_number(value, digits) == text


def test_four_digits_unless_told():
    assert format_number(-2.718281828) == "−2.718"


@pytest.mark.parametrize(
    ("python", "text"),
    [
        ("-0.0598", "−0.0598"),
        ("1,234", "1,234"),
        ("-1.500e-07", "−1.500e−7"),
    ],
)
def test_a_number_that_python_has_written(python, text):
    assert typeset(python) == text
