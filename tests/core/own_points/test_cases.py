"""Files as spreadsheets, pandas, R, NumPy and teachers write them, and what is read of them."""

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.own_points import MOST_BYTES, PointsError, read_csv

CASES = Path(__file__).parent / "cases"
EXPECTED = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))

POINTS = [[0.5, -1.5], [2.25, 3.5], [-0.75, 0.5], [1.5, 4.0]]
LABELS = ["0", "1", "1", "0"]
ROWS = [(*point, label) for point, label in zip(POINTS, LABELS, strict=True)]


def as_csv(rows, heading=None, delimiter=","):
    lines = [*([heading] if heading else []), *rows]
    return "".join(delimiter.join(map(str, line)) + "\n" for line in lines)


def in_order(order, rows=ROWS):
    return [[row[place] for place in order] for row in rows]


def refused(text):
    with pytest.raises(PointsError) as raised:
        read_csv(text)
    return str(raised.value)


def test_every_file_has_an_expectation():
    assert {path.name for path in CASES.glob("*.csv")} == set(EXPECTED)


@pytest.mark.parametrize("name", [name for name, case in EXPECTED.items() if "points" in case])
def test_a_file_is_read_as_expected(name):
    case, table = EXPECTED[name], read_csv((CASES / name).read_bytes())
    assert len(table.labels) == case["points"]
    assert table.names == tuple(case["classes"])
    assert case.get("label", table.label) == table.label
    assert case.get("class_1", table.names[1]) == table.names[1]
    assert case.get("says", "") in table.says


def test_a_word_among_numbers_is_named():
    message = refused((CASES / "a-word-among-numbers.csv").read_bytes())
    assert "line 3, column y: 'n/a' is not allowed; it takes a number" in message


def test_four_numbers_a_row_are_three_inputs_and_a_label():
    message = refused((CASES / "four-numbers-a-row.csv").read_bytes())
    assert "three inputs and a label" in message
    assert "two inputs are read; delete one of the columns 1, 2 and 3" in message
    assert "comma" not in message


@pytest.mark.parametrize(
    ("heading", "order", "label"),
    [
        ("x,y,label", (0, 1, 2), "label"),
        ("X, Y ,Label", (0, 1, 2), "Label"),
        ("height,weight,species", (0, 1, 2), "species"),
        ("a,b,c", (0, 1, 2), "c"),
        ("x,y,colour", (0, 1, 2), "colour"),
        ("x1,x2,y", (0, 1, 2), "y"),
        ("feature_0,feature_1,target", (0, 1, 2), "target"),
        ("y,x,label", (1, 0, 2), "label"),
        ("label,y,x", (2, 1, 0), "label"),
        ("class,x,y", (2, 0, 1), "class"),
        ("x,class,y", (0, 2, 1), "class"),
        ("target,a,b", (2, 0, 1), "target"),
        ("y,x1,x2", (2, 0, 1), "y"),
        ("group,x,y", (2, 0, 1), "group"),
        ("c,a,b", (2, 0, 1), "c"),
        ("0,1,2", (0, 1, 2), "2"),
        ("0,1,label", (0, 1, 2), "label"),
        ("# x,y,label", (0, 1, 2), "label"),
    ],
)
def test_headings_and_orders(heading, order, label):
    table = read_csv(as_csv(in_order(order), heading.split(",")))
    assert table.points.tolist() == POINTS
    assert table.labels.tolist() == [0, 1, 1, 0]
    assert table.label == label.strip()
    if order[2] != 2:
        assert f"the {('first', 'second')[order.index(2)]} column holds the labels" in table.says


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (0, 2, 1)])
@pytest.mark.parametrize("names", [("0", "1"), ("-1", "+1"), ("a", "b"), ("1.0", "2.0")])
def test_without_a_heading_the_labels_are_found_by_their_values(order, names):
    rows = [(*point, names[int(label)]) for *point, label in ROWS]
    table = read_csv(as_csv(in_order(order, rows)))
    assert table.points.tolist() == POINTS
    assert table.labels.tolist() == [0, 1, 1, 0]
    assert table.names == names


@pytest.mark.parametrize("name", ["", "Unnamed: 0", "id", "Id", "index", "#", "row"])
@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_a_column_that_counts_the_rows_is_left_out(name, start, order):
    names = in_order(order, [("x", "y", "class")])[0]
    rows = [[start + i, *row] for i, row in enumerate(in_order(order))]
    table = read_csv(as_csv(rows, [name, *names]))
    assert table.points.tolist() == POINTS
    assert table.label == "class"
    assert "the first column counts the rows and is left out" in table.says
    assert table.labels.tolist() == read_csv(as_csv(rows)).labels.tolist() == [0, 1, 1, 0]


def frame():
    return pd.DataFrame(POINTS, columns=["x", "y"]).assign(label=list(map(int, LABELS)))


@pytest.mark.parametrize(
    "text",
    [
        frame().to_csv(),
        frame().to_csv(index=False),
        frame().sample(frac=1, random_state=1).sort_values("x").to_csv(),
        frame().to_csv(sep=";", decimal=","),
        frame().to_csv(sep="\t", index=False, lineterminator="\r\n"),
        frame().set_axis(["0", "1", "2"], axis=1).to_csv(),
        frame().set_axis([0, 1, 2], axis=1).to_csv(index=False),
        frame().set_index(pd.Index(["r1", "r2", "r3", "r4"])).to_csv(),
    ],
)
def test_what_pandas_writes(text):
    table = read_csv(text)
    assert sorted(table.points.tolist()) == sorted(POINTS)
    assert table.labels.sum() == 2
    assert table.names == ("0", "1")


@pytest.mark.parametrize(
    "text",
    [
        '"","x","y","label"\n"1",0.5,-1.5,"a"\n"2",2.25,3.5,"b"\n'
        '"3",-0.75,0.5,"b"\n"4",1.5,4,"a"\n',  # write.csv
        '"","x","y","label"\n"1",0.5,-1.5,TRUE\n"2",2.25,3.5,FALSE\n'
        '"3",-0.75,0.5,FALSE\n"4",1.5,4,TRUE\n',
        '"x" "y" "label"\n"1" 0.5 -1.5 "a"\n"2" 2.25 3.5 "b"\n'
        '"3" -0.75 0.5 "b"\n"4" 1.5 4 "a"\n',  # write.table
        '"";"x";"y";"label"\n"1";0,5;-1,5;"a"\n"2";2,25;3,5;"b"\n'
        '"3";-0,75;0,5;"b"\n"4";1,5;4;"a"\n',  # write.csv2
        '"x","y","label"\n"1",0.5,-1.5,"a"\n"2",2.25,3.5,"b"\n"3",-0.75,0.5,"b"\n"4",1.5,4,"a"\n',
    ],
)
def test_what_r_writes(text):
    table = read_csv(text)
    assert table.points.tolist() == POINTS
    assert set(table.names) in ({"a", "b"}, {"TRUE", "FALSE"})
    assert "the first column counts the rows and is left out" in table.says


@pytest.mark.parametrize(
    ("options", "label"),
    [({}, "label"), ({"delimiter": ","}, "label"), ({"header": "x y label"}, "label")],
)
def test_what_numpy_writes(tmp_path, options, label):
    file = tmp_path / "points.txt"
    np.savetxt(file, np.array(ROWS, dtype=float), **options)
    table = read_csv(file.read_bytes())
    assert table.points.tolist() == POINTS
    assert table.labels.tolist() == [0, 1, 1, 0]
    assert table.label == label


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\r\nx;y;label\r\n0,5;-1,5;0\r\n2,25;3,5;1\r\n-0,75;0,5;1\r\n1,5;4,0;0\r\n",
        "sep=,\nx,y,label\n" + as_csv(ROWS),
        "\ufeffsep=\t\nx\ty\tlabel\n" + as_csv(ROWS, delimiter="\t"),
        as_csv(ROWS, ("x", "y", "label", "")).replace("0\n", "0,\n").replace("1\n", "1,\n"),
        as_csv([(*row, "", "") for row in ROWS], ("x", "y", "label", "comment", "")),
        as_csv([("", *row) for row in ROWS], ("", "x", "y", "label")),
        as_csv(ROWS, ("x", "y", "label")).replace("\n", "\r\n\r\n") + " , , \r\n;",
        as_csv(ROWS, ("x", "y", "label"), " , "),
        as_csv(ROWS, ("x", "y", "label"), "   "),
        as_csv(ROWS).replace("0.5,", '"0.5" , '),
        "x,y,label\n5e-1,-1.5E+0,0\n.225e1,35e-1,1\n-75.e-2,+.5,1\n1.5,4,0\n",
        '"x","y","label"\n"0,5","-1,5",0\n"2,25","3,5",1\n"-0,75","0,5",1\n"1,5","4",0\n',
    ],
)
def test_what_spreadsheets_write(text):
    if text.endswith(";"):
        text = text[:-1]
    table = read_csv(text)
    assert table.points.tolist() == POINTS
    assert table.labels.tolist() == [0, 1, 1, 0]
    assert table.names == ("0", "1")


def test_numbers_of_one_value_are_one_class():
    rows = zip(["1", "1.0", "+1", "01", "1e0", "0", "-0", "0.0"], range(8), strict=True)
    table = read_csv("".join(f"{i}.5,{i / 4},{name}\n" for name, i in rows))
    assert table.labels.tolist() == [1] * 5 + [0] * 3
    assert table.names == ("0", "1")
    assert "are one class" in table.says


@pytest.mark.parametrize("heading", ["", "x,y,label\n"])
def test_0_1_2_is_a_third_class(heading):
    rows = "".join(f"{i / 7},{i / 5},{i % 3}\n" for i in range(12))
    message = refused(heading + rows)
    assert f"line {3 + bool(heading)}, column label: '2' is a third class beside '0' and '1'" in (
        message
    )


def test_a_third_class_that_comes_first_is_found_too():
    message = refused("".join(f"{i % 3},{i / 7},{i / 5}\n" for i in range(12)))
    assert "line 3, column 1 (label): '2' is a third class" in message


@pytest.mark.parametrize(
    "rows",
    [
        [(0, 0.1, 0), (1, 0.2, 1), (0, 0.3, 2), (1, 0.4, 0), (0, 0.5, 1), (1, 0.6, 2)],
        [(0, 1, 0.3), (1, 0, 0.7), (0, 0, 0.5), (1, 1, 0.1)],
    ],
)
def test_columns_that_cannot_be_told_apart_are_not_guessed(rows):
    assert "which column holds the labels can't be told" in refused(as_csv(rows))
    assert "name the columns x, y and label in the first line" in refused(as_csv(rows))


def test_what_was_understood_can_be_put_right():
    """By naming the columns, as the text says."""
    rows = [(i, i / 8, i % 2) for i in range(8)]
    assert read_csv(as_csv(rows)).says == ""
    first = [(i % 2, i, i / 8) for i in range(8)]
    says = read_csv(as_csv(first)).says
    assert "the first column holds the labels. If that is wrong, name the columns" in says
    named = [(i % 2, i, int(i > 4)) for i in range(8)]
    assert read_csv(as_csv(named, ("x", "y", "label"))).points[:, 0].tolist() == [0, 1] * 4


@pytest.mark.parametrize("cell", ["", "NA", "NaN", "null", "-", "?", "#N/A"])
def test_a_missing_label_or_number_is_named(cell):
    rows = [*ROWS, (0.1, cell, 1)]
    assert "line 6, column y: " in refused(as_csv(rows, ("x", "y", "label")))
    rows = [*ROWS, (0.1, 0.2, cell)]
    assert "line 6, column label: " in refused(as_csv(rows, ("x", "y", "label")))


CELLS = [
    *("0", "1", "2", "3", "-1", "+1", "1.0", "0,5", "0.5", "1e3", "1e999", "nan", "n/a"),
    *("", " ", "a", "b", "é", "x", "y", "label", "#", "Unnamed: 0", "sep=;"),
    *('"a"', '"0,5"', '"', "\x00"),
]
cells = st.sampled_from(CELLS)
lines = st.lists(cells, min_size=0, max_size=6)


@st.composite
def files(draw):
    """Files whose lines are mostly of one width, of cells that mean something somewhere."""
    delimiter = draw(st.sampled_from([",", ";", "\t", " ", ", "]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    width = draw(st.integers(1, 6))
    even = st.lists(cells, min_size=width, max_size=width)
    rows = draw(st.lists(even | lines, max_size=12))
    return draw(st.sampled_from(["", "\ufeff", "sep=;\n"])) + end.join(map(delimiter.join, rows))


@example("0,\x00,y\n0,1e999,0\n")
@example('0\t0\t0\n0\t0\t"\t"a"')
@settings(max_examples=2000)
@given(files() | st.text() | st.binary())
def test_every_file_gives_points_or_a_points_error(text):
    try:
        table = read_csv(text)
    except PointsError as error:
        message = str(error)
    else:
        message = "read"
        assert np.isfinite(table.points).all()
        assert set(table.labels) == {0.0, 1.0}
        assert len(set(table.names)) == 2
    assert 0 < len(message) < 500
    assert message.isprintable()


PIECES = [
    *(
        "1,",
        ",",
        ";",
        '"',
        '""',
        '"a",',
        '"\n"',
        '" ',
        "1,5;",
        "0",
        "-",
        "é,",
        "\x00",
        "1 ",
        "sep=",
    ),
    *("1\n", "#\n", "\n", "# x,", "x,y\n", "1,2,0\n", "1,2,a\n", "a,b,c,0\n", "1,2,3,0\n"),
]


@pytest.mark.parametrize("piece", PIECES)
def test_no_file_takes_long(piece):
    """What grows with the square of the size takes many seconds for 80 kB."""
    text = piece * (MOST_BYTES // len(piece.encode()))
    start = time.process_time()
    with pytest.raises(PointsError):
        read_csv(text)
    assert time.process_time() - start < 2
