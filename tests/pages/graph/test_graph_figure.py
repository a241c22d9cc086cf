"""The picture of a graph: its DOT text, its table and its description."""

import re

import pytest

from core.mechanics.graph import computation_graph
from core.mechanics.graph_leaves import Leaf
from pages.graph.graph_figure import (
    graph_dot,
    graph_table,
    graph_words,
    least_width,
    spelled,
    type_size,
)
from web.charts.style import Style

BOOK = computation_graph("2*(a - b) + c", {"a": Leaf(1), "b": Leaf(2), "c": Leaf(3, gradient="no")})
LIGHT = Style()


def statements(graph, style=LIGHT):
    """Nodes by name → label and look, and edges (from, to) → look."""
    dot = graph_dot(graph, style)
    nodes = dict(re.findall(r'^"step \d+: (.*)" \[(label=.*)\]$', dot, re.MULTILINE))
    edges = re.findall(r'^"step \d+: (.*)" -> "step \d+: (.*)" \[(.*)\]$', dot, re.MULTILINE)
    return nodes, {(source, target): look for source, target, look in edges}


def test_every_node_has_its_name_value_and_gradient():
    nodes, _ = statements(BOOK)
    assert list(nodes) == ["2", "a", "b", "a - b", "2*(a - b)", "c", "2*(a - b) + c"]
    for name, lines in {
        "a": ("<B>a = 1</B>", "AccumulateGrad", "a.grad = 2"),
        "a - b": ("<B>SubBackward0</B>", "a - b = −1", "gradient = 2"),
        "2*(a - b) + c": ("<B>AddBackward0</B>", "<B>z = 1</B>", "gradient = 1"),
        "c": ("<B>c = 3</B>",),
        "2": ("2",),
    }.items():
        assert nodes[name].startswith(f"label=<{'<BR/>'.join(lines)}>")


@pytest.mark.parametrize("dark", [True, False])
def test_what_is_recorded_is_filled_and_solid_and_the_rest_is_dashed(dark):
    nodes, edges = statements(BOOK, Style(dark))
    assert {name for name, look in nodes.items() if "dashed" in look} == {"2", "c"}
    assert all(("fillcolor" in look) != ("dashed" in look) for look in nodes.values())
    dashed = {edge for edge, look in edges.items() if "dashed" in look}
    assert dashed == {("2", "2*(a - b)"), ("c", "2*(a - b) + c")}
    assert all(Style(dark).ink in look for edge, look in edges.items() if edge not in dashed)


def test_rows_of_a_matrix_are_below_one_another():
    graph = computation_graph("a*a", {"a": Leaf([[1, -2], [3, 4.5]], gradient="no")})
    nodes, _ = statements(graph)
    left = '<BR ALIGN="LEFT"/>'
    rows = [f"<B>{row}</B>" for row in ("a =", "[[1,&#160;−2],", "&#160;[3,&#160;4.5]]")]
    assert nodes["a"].startswith(f"label=<{left.join(rows)}{left}>")


def test_pytorch_s_own_step_is_there():
    graph = computation_graph("2/a", {"a": Leaf(4)})
    nodes, edges = statements(graph)
    assert "value = 0.25" in nodes["ReciprocalBackward0"]
    assert set(edges) == {
        ("a", "ReciprocalBackward0"),
        ("ReciprocalBackward0", "2/a"),
        ("2", "2/a"),
    }


def test_a_leaf_that_requires_a_gradient_after_z_was_computed_says_so():
    graph = computation_graph("a*b", {"a": Leaf(1, gradient="later"), "b": Leaf(2)})
    nodes, edges = statements(graph)
    assert "requires_grad=True,<BR/>set after z was computed" in nodes["a"]
    assert "dashed" in edges["a", "a*b"]


def test_a_long_part_is_cut_in_the_node_and_whole_in_its_name():
    text = "sin(a) + cos(a)*exp(a)"
    nodes, _ = statements(computation_graph(f"-({text})", {"a": Leaf(1)}))
    assert "sin(a) + cos(…" in nodes[text]


def test_type_is_larger_on_a_projector_and_a_deep_graph_wider():
    large = Style(projector=True)
    assert type_size(large) > type_size(LIGHT)
    assert f"fontsize={type_size(large)}" in graph_dot(BOOK, large)
    deep = computation_graph("sin(sin(sin(sin(a))))*sin(a)", {"a": Leaf(1)})
    assert least_width(deep, LIGHT) == 6 * least_width(
        computation_graph("a", {"a": Leaf(1)}), Style()
    )


def test_the_table_says_what_the_tensors_say():
    table = graph_table(BOOK)
    assert table["value"] == {"a": "1", "b": "2", "c": "3", "z": "1"}
    assert table["requires_grad"] == {"a": "True", "b": "True", "c": "False", "z": "True"}
    assert table["is_leaf"] == {"a": "True", "b": "True", "c": "True", "z": "False"}
    assert table["grad_fn"] == {"a": "None", "b": "None", "c": "None", "z": "AddBackward0"}
    assert table[".grad"] == {"a": "2", "b": "−2", "c": "None", "z": "not kept"}


def test_the_words_name_every_edge():
    words = graph_words(BOOK)
    assert words.startswith("Computation graph. z is 1; ")
    assert "a = 1 goes into a - b = −1, recorded" in words
    assert "c = 3 goes into 2*(a - b) + c = 1, not recorded" in words


@pytest.mark.parametrize(
    ("value", "text"),
    [(2, "2"), (1 / 3, "0.3333"), (-1e9, "−1e9"), (10**18, "1e18"), (None, "None")],
)
def test_numbers_are_spelled_with_four_digits(value, text):
    assert spelled(value) == text
