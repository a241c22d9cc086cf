"""Jacobians against autograd."""

import pytest
import torch

from core.claims import glorot
from core.mechanics.propagation import draw_layers


@pytest.mark.parametrize("start", glorot.STARTS)
def test_the_average_singular_value_is_that_of_autograds_jacobian(start, monkeypatch):
    monkeypatch.setattr(glorot, "NARROW", 20)
    generator = torch.Generator().manual_seed(glorot.SEED)
    layers = draw_layers(glorot.network(start, 20), generator)
    z, averages = torch.randn(20, generator=generator), []
    for weight, bias in layers[:-1]:

        def layer(h, weight=weight, bias=bias):
            return torch.tanh(torch.nn.functional.linear(h, weight, bias))

        jacobian = torch.autograd.functional.jacobian(layer, z)
        averages.append(torch.linalg.svdvals(jacobian).mean().item())
        z = layer(z)
    (row,) = glorot.jacobians(start)
    assert row.measured[0] == pytest.approx(sum(averages[1:]) / 4, rel=1e-5)
