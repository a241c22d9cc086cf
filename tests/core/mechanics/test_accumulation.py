"""The chain rule from both ends, against autograd's own walk, torch.func and FlopCounterMode."""

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from core.mechanics.accumulation import (
    Shape,
    chain,
    costs_over_inputs,
    jacobians,
    network_of,
    whole_gradient,
)


def test_the_chain_of_the_book():
    table = chain(w=1.0, b=0.5, x=1.4, y=2.1)
    assert list(table.index) == ["u0", "u1", "u2", "u3", "u4"]
    np.testing.assert_allclose(table["value"], [1, 1.4, 1.9, 0.2, 0.04])
    np.testing.assert_allclose(table["local"], [np.nan, 1.4, 1, -1, 0.4])
    np.testing.assert_allclose(table["reverse"], [-0.56, -0.4, -0.4, 0.4, 1])
    np.testing.assert_allclose(table["forward"], [1, 1.4, 1.4, -1.4, -0.56])


def test_products_are_what_autograd_has_at_every_node():
    w, b, x, y = -0.3, 1.7, 2.2, 0.4
    u0 = torch.tensor(w, dtype=torch.float64, requires_grad=True)
    u1 = u0 * x
    u2 = u1 + b
    u3 = y - u2
    u4 = u3.square()
    nodes = [u0, u1, u2, u3, u4]
    for node in nodes:
        node.retain_grad()
    u4.backward(retain_graph=True)
    table = chain(w, b, x, y)
    np.testing.assert_allclose(table["reverse"], [node.grad.item() for node in nodes])
    forward = [torch.autograd.grad(node, u0, retain_graph=True)[0].item() for node in nodes]
    np.testing.assert_allclose(table["forward"], forward)


def test_one_backward_pass_gives_all_derivatives():
    assert whole_gradient(1.0, 0.5, 1.4, 2.1) == pytest.approx(
        {"w": -0.56, "b": -0.4, "x": -0.4, "y": 0.4}
    )


@pytest.mark.parametrize("shape", [Shape(5, 3, 4), Shape(1, 6, 2), Shape(6, 1, 1), Shape(3, 3, 5)])
def test_what_is_counted_is_what_the_formula_says(shape):
    found = jacobians(shape)
    assert found.forward_count == shape.forward_cost
    assert found.reverse_count == shape.reverse_cost
    n, m, h = shape.inputs, shape.outputs, shape.width
    assert shape.pass_cost == n * h + h * h + h * m + 2 * h
    assert found.forward.shape == found.reverse.shape == (m, n)
    assert found.largest_difference < 1e-12


def test_matrix_products_are_those_of_the_flop_counter():
    shape = Shape(4, 3, 5)
    function, point = network_of(shape)
    _, pull = torch.func.vjp(function, point)
    with FlopCounterMode(display=False) as counter:
        torch.func.vmap(pull)(torch.eye(3, dtype=torch.float64))
    # A multiplication and an addition are two; those by tanh′ it leaves out.
    slopes = 3 * 2 * 5
    assert jacobians(shape).reverse_count == counter.get_total_flops() / 2 + slopes


def test_costs_cross_where_there_are_as_many_inputs_as_outputs():
    costs = costs_over_inputs(Shape(1, 7, 16), [1, 6, 7, 8, 100]).set_index("inputs")
    cheaper = np.sign(costs["forward"] - costs["reverse"])
    assert cheaper.tolist() == [-1, -1, 0, 1, 1]
    assert costs.loc[100, "reverse"] == 7 * (100 * 16 + 16 * 16 + 16 * 7 + 2 * 16)
