"""What is read of a stranger's CSV, and what is said of the rest."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_iris

from core import own_points
from core.own_points import FEWEST_POINTS, MOST_BYTES, MOST_POINTS, PointsError, read_csv, write_csv

GOOD = "x,y,label\n0.5,-1,0\n2,3.25,1\n-7e-1,.5,1\n1.,0,0\n"
POINTS = [[0.5, -1], [2, 3.25], [-0.7, 0.5], [1, 0]]
LABELS = [0, 1, 1, 0]


def assert_refused(text, line=None, column=None):
    """What is said of a text, once it names line and column."""
    with pytest.raises(PointsError) as raised:
        read_csv(text)
    assert (raised.value.line, raised.value.column) == (line, column)
    message = str(raised.value)
    assert message.startswith(f"line {line}" if line else message)
    assert (f"column {column}: " if column else "") in message
    assert len(message) < 250
    assert "\n" not in message
    return message


def with_line(line):
    """A good CSV whose fourth line is another one."""
    lines = GOOD.splitlines()
    return "\n".join([*lines[:3], line, *lines[3:]])


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.removeprefix("x,y,label\n"),
        GOOD.replace("x,y,label", "X, Y ,Label"),
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace(",", " , "),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        GOOD.rstrip(),
        f"\n  \n{GOOD}\n\n,,\n",
        "\ufeff" + GOOD,
        GOOD.replace("0.5,-1,0", '"0.5","-1","0"'),
        GOOD.replace("2,3.25", "+2,03.25E0"),
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
    ],
)
def test_what_spreadsheets_and_programs_write_is_read(text):
    table = read_csv(text)
    assert table.points.tolist() == POINTS
    assert table.labels.tolist() == LABELS
    assert table.names == ("0", "1")


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        (("no", "yes"), ("no", "yes")),
        (("yes", "no"), ("no", "yes")),
        (("1", "-1"), ("-1", "1")),
        (("2", "1"), ("1", "2")),
        (("1.0", "0.0"), ("0.0", "1.0")),
        (("+1", "-1"), ("-1", "+1")),
        (("10", "9"), ("9", "10")),
        (("1e1", "-5"), ("-5", "1e1")),
        (("Yes", "no"), ("no", "Yes")),
        (("True", "False"), ("False", "True")),
        (("b", "1"), ("1", "b")),
        (("größer", "kleiner als"), ("größer", "kleiner als")),
        (('a "b"', "a;b"), ('a "b"', "a;b")),
    ],
)
def test_of_two_numbers_the_larger_is_class_1_and_of_two_words_the_later(names, ordered):
    output = io.StringIO()
    csv.writer(output).writerows([*point, names[i % 2]] for i, point in enumerate(POINTS))
    table = read_csv(output.getvalue())
    assert table.names == ordered
    assert table.labels.tolist() == [ordered.index(names[i % 2]) for i in range(4)]


numbers = st.floats(-1e12, 1e12)


@given(st.lists(st.tuples(numbers, numbers, st.booleans()), min_size=4, max_size=40))
def test_pandas_and_this_project_write_the_same(rows):
    frame = pd.DataFrame(rows, columns=["x", "y", "label"]).astype({"label": int})
    frame.loc[:1, "label"] = [0, 1]
    points, labels = frame[["x", "y"]].to_numpy(), frame["label"].to_numpy(float)
    for text in (frame.to_csv(index=False), write_csv(points, labels)):
        table = read_csv(text)
        np.testing.assert_array_equal(table.points, points)
        np.testing.assert_array_equal(table.labels, labels)


@pytest.mark.parametrize(
    "number",
    [
        *("", "abc", "nan", "inf", "-inf", "1e999", "1e13", "-1000000000001", "1_000", "0x10"),
        *("١٢", "1 2", "--1", "1e", ".", "1.2.3", "−1", "½", "True", "None", "=1+1", "\x00"),
    ],
)
@pytest.mark.parametrize("column", ["x", "y"])
def test_what_is_no_number_is_named_with_line_and_column(number, column):
    line = f"{number},1,0" if column == "x" else f"1,{number},0"
    message = assert_refused(with_line(line), 4, column)
    assert f"column {column}: {number.strip()!r} is not allowed" in message
    assert "it takes a number from -1e+12 to 1e+12" in message
    assert message.endswith("write one there or delete the line")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_decimal_commas_beside_decimal_points_are_refused(delimiter):
    """The commas may part thousands."""
    text = with_line("1,2,0").replace(",", delimiter).replace(f"1{delimiter}2", f"1{delimiter}1,5")
    message = assert_refused(text, 4, "y")
    assert "'1,5' beside '0.5' of line 2: write all decimals with a point, or all with" in message


@pytest.mark.parametrize(
    ("line", "columns"),
    [("1", "1 column"), ("1 2 0", "1 column"), ("1,2", "2 columns"), ("1,2,0,4", "4 columns")],
)
def test_a_line_with_other_columns_is_named(line, columns):
    assert f"line 4: {columns}, while the heading has 3" in assert_refused(with_line(line), 4)
    text = with_line(line).removeprefix("x,y,label\n")
    assert f"line 3: {columns}, while most lines have 3" in assert_refused(text, 3)


@pytest.mark.parametrize("text", ["1,5,2,5,0\n" * 4, "x,y,label\n1,5,2,5,0\n2,0,1,1,1\n"])
def test_decimal_commas_between_commas_get_a_hint(text):
    assert "semicolons between the columns" in assert_refused(text, text.count("x") + 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,2,3,0\n3,2,1,1\n", "delete one of the columns 1, 2 and 3"),
        ("a,b,c,label\n1,2,3,0\n3,2,1,1\n", "delete one of the columns 'a', 'b' and 'c'"),
        ("label,a,b,c\n1,2,3,0\n0,2,1,1\n", "label (column 'label'), but two inputs are read"),
        (",a,b,c,label\n0,1,2,3,0\n1,3,2,1,1\n", "three inputs and a label"),
        ("1,2,3,4,5,0\n1.5,3,2,1,1,1\n", "delete three of the columns 1, 2, 3, 4 and 5"),
        ("1,2,3,4,5,6,7,8,9,10,0\n" * 2, "10 inputs and a label (column 11)"),
        (",".join("1" * 20_000) + "\n", "19,999 inputs and a label (column 20000)"),
    ],
)
def test_more_than_two_inputs_are_named(text, said):
    message = assert_refused(text, 1 + text[0].isalpha() + (text[0] == ","))
    assert said in message
    assert "decimal" not in message


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("1\n2\n3\n4\n", 1, "1 column, but three are needed: x, y and label"),
        ("x,label\n1,0\n2,1\n3,1\n4,0\n", 2, "2 columns, but three are needed"),
        ("id,x,label\n1,2,0\n2,3,1\n", 2, "2 columns beside the first one, which counts"),
    ],
)
def test_fewer_columns_than_needed_are_named(text, line, said):
    assert said in assert_refused(text, line)


def test_a_heading_further_down_is_no_heading():
    assert_refused(GOOD + GOOD, 6, "x")


@pytest.mark.parametrize("name", ["", " ", "a\x00b", "a\x1bb", "a\u202eb", "n" * 41])
def test_what_is_no_name_of_a_class_is_named(name):
    message = assert_refused(with_line(f"1,2,{name}"), 4, "label")
    assert message.endswith("it takes a name of 1 to 40 characters")


def test_a_name_over_two_lines_is_refused_where_it_begins():
    assert_refused(with_line('1,2,"a\nb"'), 4, "label")


def test_lines_are_counted_as_an_editor_does():
    assert_refused("\r\n\r\n" + GOOD.replace("\n", "\r\n") + "\r\n1,z,0", 9, "y")


def test_a_third_class_is_named():
    message = assert_refused(with_line("1,2,2"), 4, "label")
    assert message == (
        "line 4, column label: '2' is a third class beside '0' and '1'; two are learned: rename "
        "it, or delete its lines"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 points are too few; at least 4 are needed"),
        ("x,y,label", "0 points are too few"),
        ("1,2,0\n1,2,1\n3,4,1", "3 points are too few"),
        ("1,2,7\n" * FEWEST_POINTS, "all points are of one class"),
        ("1,2,0\n" * (MOST_BYTES // 6 + 1), "bytes are too many; up to 80,000 are read"),
    ],
)
def test_what_is_wrong_as_a_whole_is_said(text, said):
    assert said in assert_refused(text)


def test_more_points_than_are_read_are_named_by_the_line_of_the_first():
    text = "".join(f"{i},0,{i % 2}\n" for i in range(MOST_POINTS + 1))
    assert "more than 1,000 points" in assert_refused(text, MOST_POINTS + 1)
    assert len(read_csv(text.rpartition(",")[0].rpartition("\n")[0]).labels) == MOST_POINTS


@pytest.mark.parametrize("line", ['1,2,"0', '1,2,"0"x'])
def test_quotes_that_do_not_close_are_named(line):
    assert "a quote is not closed" in assert_refused(with_line(line), 4)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_another_encoding_is_named(encoding):
    text = with_line("1,2,é").encode(encoding)
    line = 4 if encoding == "cp1252" else 1
    assert "this is not UTF-8" in assert_refused(text, line)


@given(st.text() | st.binary() | st.text(alphabet='01.,;\t\n\r"-ex') | st.just("\ud800"))
def test_anything_else_is_refused_in_words(text):
    try:
        table = read_csv(text)
    except PointsError:
        return
    assert np.isfinite(table.points).all()
    assert set(table.labels) == {0.0, 1.0}


def test_a_number_as_long_as_the_file_is_read_in_no_time():
    """A pattern that tries every way to part the digits would take minutes."""
    assert_refused("1" * (MOST_BYTES - 20) + "x,0,0\n0,0,1\n", 1, "x")


def test_the_example_is_fishers_iris():
    """Petal length and width of the two kinds that no line parts."""
    table = read_csv((Path(own_points.__file__).parent / "iris.csv").read_bytes())
    iris = load_iris()
    of_two = iris.target > 0
    expected = np.column_stack([iris.data[of_two, 2:], iris.target[of_two] - 1])
    found = np.column_stack([table.points, table.labels])
    assert sorted(found.tolist()) == sorted(expected.tolist())
    assert table.names == ("versicolor", "virginica")
    assert set(table.labels[:4]) == {0, 1}  # as few points as there may be have both classes
