"""The parser, held to Python's own."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.mechanics.expression_text import (
    DEEPEST,
    FUNCTIONS,
    LONGEST,
    MOST_OPERATIONS,
    NAMES,
    ExpressionError,
)
from core.mechanics.expressions import (
    arguments_of,
    as_python,
    is_number,
    names_in,
    parse,
    read_tree,
    span,
)
from core.mechanics.graph import computation_graph
from core.mechanics.graph_forward import GraphError
from core.mechanics.graph_leaves import Leaf

VALUES = {name: value / 4 for name, value in zip(NAMES, (3, 5, 2, -7, 1, 6, -1, 9), strict=True)}
PYTHON = {
    **{name: getattr(math, name) for name in ("sin", "cos", "exp", "log", "tanh")},
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "relu": lambda x: max(x, 0),
}

atoms = st.sampled_from([*NAMES, "2", "3", "0.5", ".25", "1.", "2e0", "15E-1"])
expressions = st.recursive(
    atoms,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["+", "-", " - ", "*", "/", "**"]), inner).map("".join)
        | inner.map("({})".format)
        | inner.map("-{}".format)
        | st.tuples(st.sampled_from(FUNCTIONS), inner).map("{0[0]}({0[1]})".format)
    ),
    max_leaves=8,
)


def python_value(text):
    """What Python makes of it; None where a number is not real, or not finite."""
    try:
        value = eval(text, {"__builtins__": {}}, VALUES | PYTHON)
    except (ArithmeticError, ValueError):
        return None
    return value if not isinstance(value, complex) and math.isfinite(value) else None


@settings(max_examples=120)
@given(text=expressions)
def test_an_expression_is_worth_what_python_says(text):
    text = f"({text})+a-a" if not names_in(parse(text)) else text
    expected = python_value(text)
    leaves = {name: Leaf(value, "float64", "no") for name, value in VALUES.items()}
    try:
        given_back = computation_graph(text, leaves).result.item()
    except GraphError:
        assert expected is None
        return
    if expected is not None:
        # A function of a number alone is computed in PyTorch's default, float32.
        assert given_back == pytest.approx(expected, rel=1e-3, abs=1e-4)


@settings(max_examples=120)
@given(text=expressions)
def test_python_code_of_it_parses_to_the_same_tree(text):
    code = as_python(parse(text)).replace("torch.tensor", "").replace("torch.", "")
    assert as_python(parse(code)) == as_python(parse(text))
    assert python_value(code) == python_value(text)


@settings(max_examples=120)
@given(text=expressions)
def test_every_node_knows_its_place(text):
    def check(node):
        start, end = span(node)
        assert as_python(parse(text[start:end])) == as_python(node)
        for part in arguments_of(node):
            check(part)

    check(parse(text))


def refusal(text):
    try:
        parse(text)
    except ExpressionError as error:
        return error
    return None


@settings(max_examples=400)
@given(
    text=st.text(max_size=30)
    | st.text(alphabet="ab2.e+-*/() −×sin,^", max_size=40)
    | st.lists(atoms | st.sampled_from(["(", ")", "+", "**", "-", "log", " "])).map("".join)
)
def test_no_text_raises_anything_but_an_expression_error(text):
    error = refusal(text)
    if error is not None:
        assert 0 <= error.position <= len(text)
        line, caret = error.pointer().split("\n")
        assert len(line) == len(text)
        assert caret.index("^") == error.position
        assert str(error)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "there is no expression yet"),
        ("  ", 2, "there is no expression yet"),
        ("2a", 1, "an operation (+ − * / **) is expected before a"),
        ("a b", 2, "is expected before b"),
        ("2 3", 2, "is expected before 3"),
        ("a(b)", 1, "is expected before ("),
        ("1.2.3", 3, "is expected before .3"),
        ("foo(a)", 0, "there is no foo: names are a b c d e f g h, functions are sin"),
        ("1 + x", 4, "there is no x"),
        ("A", 0, "there is no A"),
        ("ab", 0, "a product is written a*b"),
        ("a +", 3, "it ends here, where a number, a name (a … h), a function or ( is expected"),
        ("+a", 0, "+ stands here, where a number"),
        ("a//b", 2, "/ stands here"),
        ("(a", 2, "it ends here, where ) is expected for (a"),
        ("c*(a b)", 5, "or ) for (a, is expected before b"),
        ("a)", 1, "no bracket is open"),
        ("()", 1, ") stands here"),
        ("sin a", 4, "( is expected after sin"),
        ("sin", 3, "( is expected after sin"),
        ("sin()", 4, ") stands here"),
        ("sin(a, b)", 5, "a function takes one argument"),
        ("1e999", 0, "1e999 is too large"),
        ("9" * 20, 0, "whole numbers go up to 9223372036854775807"),
        ("a ^ 2", 2, "a power is written **"),
        ("z = a", 0, "write only what is right of z ="),
        ("a = z", 2, "write only what is right of z ="),
        ("a [ §", 2, "lists are values of the leaves"),
        ("a + é", 4, "there is no é"),
        ("٣", 0, "does not belong into an expression"),
        ("a;b", 1, "';' does not belong"),
        ("__import__(1)", 0, "there is no __import__"),
        ("a + a.grad; 2", 5, "'.' does not belong"),
        ("\x00", 0, r"'\x00' does not belong"),
        ("a" * (LONGEST + 1), LONGEST, "at most 200 characters"),
        ("(" * 100 + "a", DEEPEST, "at most 20 deep"),
        ("-" * 150 + "a", DEEPEST, "at most 20 deep"),
        ("a" + "**a" * 60, 3 * DEEPEST, "at most 20 deep"),
        ("a" + "+a" * 60, 2 * MOST_OPERATIONS + 1, "at most 40 operations"),
    ],
)
def test_a_wrong_expression_is_told_where_and_what(text, position, words):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.position == position
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "code",
    [
        *("x", "print", "True", "None", "'a'", "1j", "a.real", "a[0]", "[a]", "(a, b)", "()"),
        *("+a", "~a", "not a", "a // b", "a @ b", "a and b", "a < b", "a if b else c", "a := 1"),
        *("a(b)", "sin(a, b)", "sin()", "sin(x=a)", "sin(*a)", "sin(**a)", "sin", "torch.sin(a)"),
        *("(lambda: 1)()", "[a for a in b]", "f'{a}'", "__import__('os').system('ls')", "await a"),
        *("a)+(b.c", "", "a b", "a = b", "import os", "#", "\x00", "(" * 1000, "-" * 10_000 + "a"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "2*({}) - a", "sin({})"])
def test_python_that_is_no_expression_here_is_refused(code, around):
    with pytest.raises(ExpressionError):
        read_tree(around.format(code))


def test_the_limits_themselves_are_allowed():
    assert names_in(parse("a" + "+a" * MOST_OPERATIONS)) == ["a"]
    assert names_in(parse("(" * (DEEPEST - 1) + "a" + ")" * (DEEPEST - 1))) == ["a"]


def test_signs_as_they_are_printed_are_understood():
    assert as_python(parse("2·(a − b) × c")) == "2 * (a - b) * c"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-a**2", "-a**2"),
        ("(-a)**2", "(-a)**2"),
        ("a**b**c", "a**b**c"),
        ("(a**b)**c", "(a**b)**c"),
        ("a-(b-c)", "a - (b - c)"),
        ("((a-b))-c", "a - b - c"),
        ("sin(1/2)*a", "torch.sin(torch.tensor(1 / 2)) * a"),
        ("tanh(sin(2))", "torch.tanh(torch.sin(torch.tensor(2)))"),
    ],
)
def test_code_has_the_brackets_that_are_needed(text, code):
    assert as_python(parse(text)) == code


def test_numbers_are_whole_where_they_are_written_so():
    assert [type(parse(text).value) for text in ("2", "2.", "2e0")] == [int, float, float]
    assert as_python(parse(" 007 + 00*a")) == "7 + 0 * a"


def test_arithmetic_of_numbers_is_told_from_the_rest():
    assert is_number(parse("-(1/3)**2"))
    assert not is_number(parse("sin(2)"))
    assert not is_number(parse("2*a"))
