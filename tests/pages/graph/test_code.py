"""The code of the graph page runs as it is, and gives what the page shows."""

import contextlib
import io

import pytest
import torch

from core.mechanics.graph import computation_graph
from core.mechanics.graph_forward import GraphError
from core.mechanics.graph_leaves import Leaf
from pages.graph.code import graph_code

SUM = "2*(a - b) + c"
TANGLED = "tanh(a*b - sin(c)/a) * exp(-b**2) + relu(a)*sigmoid(c) + sin(2)*2**b"


def leaves(*values, dtype="float64", **gradients):
    return {
        name: Leaf(value, dtype, gradients.get(name, "yes"))
        for name, value in zip("abc", values, strict=False)
    }


def run(code):
    """What the code has computed, and what it has printed."""
    namespace, output = {}, io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(code, namespace)
    return namespace, output.getvalue()


@pytest.mark.parametrize(
    ("text", "given", "again"),
    [
        (SUM, leaves(1, 2, 3), False),
        (TANGLED, leaves([0.5, 1.5], [[-1, 2]], [1, 2], dtype="float32", c="no"), False),
        (SUM, leaves(1, 2, 3, a="later"), False),
        (SUM, leaves(1, 2, 3, a="later"), True),
        (SUM, leaves(1, 2, 3, a="no", b="no", c="no"), False),
        ("a*b", {"a": Leaf(1.5, "int64", "no"), "b": Leaf([1, 2], "float32")}, False),
        ("a", leaves(1), False),
    ],
)
def test_the_code_prints_the_numbers_of_the_graph(text, given, again):
    graph = computation_graph(text, given, again)
    namespace, shown = run(graph_code(text, given, again, graph))
    torch.testing.assert_close(namespace["z"].detach(), graph.result, rtol=0, atol=0)
    assert f"z = {namespace['z']!r}" in shown
    for name, leaf in graph.leaves.items():
        assert (namespace[name].grad is None) == (leaf.gradient is None)
        if leaf.gradient is not None:
            torch.testing.assert_close(namespace[name].grad, leaf.gradient, rtol=0, atol=0)
        assert f"{name}.grad = {namespace[name].grad!r}" in shown
    for edge in graph.edges:
        if edge.target == graph.z and edge.recorded:
            assert graph.nodes[edge.source].function in shown


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("a", Leaf(1, "int64")),
        ("a", Leaf(1, "int64", "later")),
        ("a", Leaf([[1, 2], [3]])),
        ("a", Leaf(1e300, "int64", "no")),
        ("a**-1", Leaf(2, "int64", "no")),
        ("a*(2**62*8)", Leaf(2)),
    ],
)
def test_the_code_of_what_pytorch_refuses_raises_the_same(text, leaf):
    with pytest.raises(GraphError) as refused:
        computation_graph(text, {"a": leaf})
    with pytest.raises(type(refused.value.__cause__)) as raised:
        run(graph_code(text, {"a": leaf}, False, None))
    assert str(raised.value) in str(refused.value)
    assert refused.value.raised
