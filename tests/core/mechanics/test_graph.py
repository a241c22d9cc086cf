"""The graph, held to plain PyTorch, to finite differences and to FACTS' numbers."""

import re

import pytest
import torch

from core.mechanics.expression_text import ExpressionError
from core.mechanics.graph import computation_graph
from core.mechanics.graph_forward import GraphError
from core.mechanics.graph_leaves import LARGEST_SIDE, Leaf, parse_value, rank_of, with_rank

SUM = "2*(a - b) + c"


def leaves(*values, dtype="float64", **gradients):
    return {
        name: Leaf(value, dtype, gradients.get(name, "yes"))
        for name, value in zip("abcdefgh", values, strict=False)
    }


def node_of(graph, text):
    (node,) = [node for node in graph.nodes if node.text == text]
    return node


def edges_of(graph, recorded):
    names = [node.text or node.function for node in graph.nodes]
    return sorted((names[e.source], names[e.target]) for e in graph.edges if e.recorded == recorded)


@pytest.mark.parametrize("rank", [0, 1, 2])
@pytest.mark.parametrize(("c", "z"), [(3, 1.0), (5, 3.0)])
def test_the_book_s_graph_at_every_rank(rank, c, z):
    graph = computation_graph(SUM, leaves(*(with_rank(value, rank) for value in (1, 2, c))))
    assert graph.result.dim() == rank
    assert graph.result.item() == z
    functions = [node_of(graph, text).function for text in ("a - b", "2*(a - b)", SUM)]
    assert functions == ["SubBackward0", "MulBackward0", "AddBackward0"]
    assert [node.gradient.item() for node in graph.leaves.values()] == [2, -2, 1]
    assert graph.refusal is None


def test_every_function_is_named_and_differentiated_as_in_plain_torch():
    a = torch.tensor([0.3, 1.7], dtype=torch.float64, requires_grad=True)
    plain = {
        "a + 2": a + 2,
        "a - 2": a - 2,
        "2 - a": 2 - a,
        "a*a": a * a,
        "a/2": a / 2,
        "2/a": 2 / a,
        "a**2": a**2,
        "2**a": 2**a,
        "a**a": a**a,
        "-a": -a,
        **{
            f"{name}(a)": getattr(torch, name)(a)
            for name in ("sin", "cos", "exp", "log", "tanh", "sigmoid", "relu")
        },
    }
    for text, z in plain.items():
        graph = computation_graph(text, leaves([0.3, 1.7]))
        (gradient,) = torch.autograd.grad(z.sum(), a)
        torch.testing.assert_close(graph.result, z.detach(), rtol=0, atol=0)
        torch.testing.assert_close(graph.leaves["a"].gradient, gradient, rtol=0, atol=0)
        assert node_of(graph, text).function == type(z.grad_fn).__name__


TANGLED = "tanh(a*b - sin(c)/a) * exp(-b**2) + relu(a)*sigmoid(c) + 2**b"


def test_gradients_at_every_node_agree_with_finite_differences():
    at = {"a": 0.7, "b": -0.4, "c": 1.3}
    graph = computation_graph(TANGLED, leaves(*at.values()))

    def shifted(step):
        values = [value + step * (key == name) for key, value in at.items()]
        return computation_graph(TANGLED, leaves(*values)).result.item()

    for name in at:
        slope = (shifted(1e-6) - shifted(-1e-6)) / 2e-6
        assert graph.leaves[name].gradient.item() == pytest.approx(slope, rel=1e-8)
    # The last sum is z = left + 2**b, and left = product + product: ∂z/∂left is 1, and so on down.
    product = node_of(graph, "tanh(a*b - sin(c)/a)")
    assert product.gradient.item() == pytest.approx(node_of(graph, "exp(-b**2)").value.item())


def test_edges_are_those_of_next_functions():
    graph = computation_graph("a*b + c*a", leaves(2, 3, 4, c="no"))
    a, b = (torch.tensor(x, requires_grad=True) for x in (2.0, 3.0))
    z = a * b + torch.tensor(4.0) * a
    of_a_times_b, of_c_times_a = (function for function, _ in z.grad_fn.next_functions)
    assert [f.variable is x for (f, _), x in zip(of_a_times_b.next_functions, (a, b), strict=True)]
    assert of_c_times_a.next_functions[0][0] is None
    assert of_c_times_a.next_functions[1][0] is of_a_times_b.next_functions[0][0]
    assert edges_of(graph, recorded=True) == sorted(
        [
            ("a", "a*b"),
            ("b", "a*b"),
            ("a", "c*a"),
            ("a*b", "a*b + c*a"),
            ("c*a", "a*b + c*a"),
        ]
    )
    assert edges_of(graph, recorded=False) == [("c", "c*a")]


def test_a_leaf_that_is_used_twice_is_one_node_with_two_edges():
    graph = computation_graph("a*a", leaves(3))
    assert [node.text for node in graph.nodes] == ["a", "a*a"]
    assert edges_of(graph, recorded=True) == [("a", "a*a")] * 2
    assert graph.leaves["a"].gradient.item() == 6


def test_the_step_that_pytorch_puts_into_a_quotient_is_there():
    graph = computation_graph("2/a", leaves(4))
    assert edges_of(graph, recorded=True) == [
        ("ReciprocalBackward0", "2/a"),
        ("a", graph.nodes[-1].function),
    ]
    assert edges_of(graph, recorded=False) == [("2", "2/a")]
    assert (graph.nodes[-1].value.item(), graph.nodes[-1].gradient.item()) == (0.25, 2)


def test_what_has_no_gradient_has_no_grad_fn():
    graph = computation_graph("sin(a)*b + 1/3", leaves(1, 2, a="no"))
    for text in ("a", "sin(a)", "1/3"):
        node = node_of(graph, text)
        assert (node.function, node.requires_grad, node.gradient) == (None, False, None)
    assert node_of(graph, "sin(a)").is_leaf  # as PyTorch calls it
    assert not node_of(graph, "sin(a)*b").is_leaf
    assert edges_of(graph, recorded=False) == [
        ("1/3", "sin(a)*b + 1/3"),
        ("a", "sin(a)"),
        ("sin(a)", "sin(a)*b"),
    ]


def test_no_leaf_with_a_gradient_is_refused_by_backward_in_pytorch_s_words():
    graph = computation_graph(SUM, leaves(1, 2, 3, a="no", b="no", c="no"))
    with pytest.raises(RuntimeError) as caught:
        torch.tensor(1.0).backward()
    assert graph.refusal == str(caught.value)
    assert graph.result.item() == 1
    assert not any(edge.recorded for edge in graph.edges)


def test_a_gradient_asked_for_later_is_known_to_z_only_when_it_is_computed_again():
    asked = leaves(1, 2, 3, a="later")
    before, after = (computation_graph(SUM, asked, again) for again in (False, True))
    for graph in (before, after):
        assert graph.leaves["a"].requires_grad
    assert before.leaves["a"].gradient is None
    assert before.leaves["a"].function is None
    assert ("a", "a - b") in edges_of(before, recorded=False)
    assert after.leaves["a"].gradient.item() == 2
    assert after.leaves["a"].function == "AccumulateGrad"
    assert ("a", "a - b") in edges_of(after, recorded=True)


def test_a_leaf_alone_is_its_own_result():
    graph = computation_graph("a", leaves([1, 2]))
    assert graph.leaves["a"].gradient.tolist() == [1, 1]
    assert graph.edges == []


def test_gradient_of_a_broadcast_leaf_is_a_sum():
    graph = computation_graph("a*b", leaves([[1, 2], [3, 4]], 10))
    assert graph.leaves["b"].gradient.item() == 1 + 2 + 3 + 4
    assert graph.leaves["a"].gradient.tolist() == [[10, 10], [10, 10]]


def pytorch_says(call):
    with pytest.raises((RuntimeError, ValueError)) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize(
    ("leaf", "call"),
    [
        (Leaf(1, "int64"), lambda: torch.tensor(1, requires_grad=True)),
        (Leaf(1, "int64", "later"), lambda: torch.tensor(1).requires_grad_()),
        (Leaf([[1, 2], [3]]), lambda: torch.tensor([[1.0, 2.0], [3.0]])),
        (Leaf(1e300, "int64", "no"), lambda: torch.tensor(1e300, dtype=torch.int64)),
    ],
)
def test_a_leaf_that_pytorch_refuses_is_refused_in_its_words(leaf, call):
    with pytest.raises(GraphError, match=r"PyTorch refuses (the leaf )?a") as caught:
        computation_graph("a", {"a": leaf})
    assert pytorch_says(call) in str(caught.value)


def test_shapes_that_do_not_fit_are_refused_at_the_sign():
    with pytest.raises(GraphError) as caught:
        computation_graph("c*(b - a)", leaves([1, 2], [1, 2, 3], 1))
    assert caught.value.position == 5
    assert "float64 of shape [3] and float64 of shape [2]" in str(caught.value)
    assert pytorch_says(lambda: torch.ones(3) - torch.ones(2)) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("a**-1", 1, "Integers to negative integer powers are not allowed"),
        ("a*(2**62*8)", 1, "PyTorch refuses this operation"),
        ("a + 1/0", 5, "Python refuses this operation on 1 and 0: division by zero"),
        ("9**9**9*a", 1, "does not fit into 64 bits"),
        ("2.**9999*a", 2, "out of range"),
        ("(-8)**0.5*a", 4, "no real number"),
        ("sin(2**62*8)*a", 0, "Overflow"),
        ("2*3", 0, "z depends on no leaf"),
    ],
)
def test_operations_that_do_not_exist_are_refused_at_their_place(text, position, words):
    with pytest.raises(GraphError, match=re.escape(words)) as caught:
        computation_graph(text, {"a": Leaf(2, "int64", "no")})
    assert caught.value.position == position
    assert caught.value.raised == ("Python" not in str(caught.value) and text != "2*3")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        (" −2.5 ", -2.5),
        ("[1, 2., -3e1]", [1, 2.0, -30.0]),
        ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
        ("[[1, 2], [3]]", [[1, 2], [3]]),
        (str([[0] * LARGEST_SIDE] * LARGEST_SIDE), [[0] * LARGEST_SIDE] * LARGEST_SIDE),
    ],
)
def test_values_are_read(text, value):
    assert parse_value(text) == value


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "a number or [ is expected here"),
        ("one", 0, "a number or [ is expected here"),
        ("nan", 0, "a number or [ is expected here"),
        ("[]", 1, "a number is expected here"),
        ("[1 2]", 3, "] or a comma is expected here"),
        ("[1, 2", 5, "] or a comma is expected here"),
        ("[1, 2]]", 6, "nothing more is expected here"),
        ("[1, [2]]", 4, "a number is expected here"),
        ("[[1], 2]", 6, "[ is expected here"),
        ("[[[1]]]", 2, "a number is expected here"),
        ("[1, 2, 3, 4, 5]", 11, "at most 4 entries"),
        ("1e999", 0, "up to about 1.8e308"),
        ("9" * 201, 200, "at most 200 characters"),
        ("[" * 150, 2, "a number is expected here"),
    ],
)
def test_a_wrong_value_is_told_where_and_what(text, position, words):
    with pytest.raises(ExpressionError, match=re.escape(words)) as caught:
        parse_value(text)
    assert caught.value.position == position


def test_a_value_changes_its_rank_and_keeps_its_first_number():
    assert [with_rank(2, rank) for rank in range(3)] == [2, [2], [[2]]]
    assert [with_rank([[1, 2], [3, 4]], rank) for rank in range(3)] == [1, [1, 2], [[1, 2], [3, 4]]]
    assert [rank_of(with_rank([5, 6], rank)) for rank in range(3)] == [0, 1, 2]
