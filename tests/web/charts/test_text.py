"""Numbers, words and tables as pages write them."""

import pytest

from web.charts.text import (
    bold_matching_digits,
    capitalize_first,
    format_interval,
    format_matching_digits,
    format_number,
    format_percent,
    join_words,
    markdown_table,
    pluralize,
    typeset,
)


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


def test_a_number_has_four_digits_by_default():
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


@pytest.mark.parametrize(("share", "text"), [(1, "100%"), (0.965, "96.5%"), (0, "0%")])
def test_a_percentage(share, text):
    assert format_percent(share) == text


def test_an_interval_is_in_whole_percent():
    assert format_interval(0.8064, 1) == "81–100%"
    assert format_interval(0.0349, 0.3602) == "3–36%"


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (-0.56, 3.9, "**−0.560**0000000000001"),
        (0.0123, 2, "**0.012**30000000000000"),
        (1.5e-9, 1, "**1**.500000000000000e−9"),
        (0.5, 0.9, "0.5000000000000000"),
        (0.5, 15.65, "**0.5000000000000000**"),
        (0.0, 15.65, "**0**"),
        (float("nan"), 3, "not a number"),
        (float("-inf"), 3, "infinite"),
    ],
)
def test_matching_digits_are_bold(value, digits, text):
    assert bold_matching_digits(value, digits) == text


@pytest.mark.parametrize(("digits", "text"), [(0.9, "0"), (11.9, "11"), (15, "all")])
def test_matching_digits_as_text(digits, text):
    assert format_matching_digits(digits) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 layers"), (1, "1 layer"), (2, "2 layers"), (1024, "1,024 layers")]
)
def test_a_count_with_its_noun(count, text):
    assert pluralize(count, "layer") == text


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ""),
        (["SGD"], "SGD"),
        (["SGD", "Adam"], "SGD and Adam"),
        (iter(["SGD", "Adam", "Rprop"]), "SGD, Adam and Rprop"),
    ],
)
def test_a_list_in_words(words, text):
    assert join_words(words) == text


def test_only_the_first_letter_becomes_upper_case():
    assert capitalize_first("xOR, solved by ReLU") == "XOR, solved by ReLU"
    assert capitalize_first("") == ""


def test_a_table_in_markdown():
    assert markdown_table(["", "loss"], [("SGD", "0.5"), ("Adam", "0.1")]) == (
        "| | loss |\n|---|---|\n| SGD | 0.5 |\n| Adam | 0.1 |"
    )
