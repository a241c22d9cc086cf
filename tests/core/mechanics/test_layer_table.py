"""The layer table against the modules of an ordinary network."""

import pytest
import torch
from torch import nn

from core import RunConfig, Trainer
from core.features import features_of
from core.mechanics.layer_table import layer_table

CONFIGS = [
    RunConfig(),
    RunConfig(hidden_layers=0),
    RunConfig(hidden_layers=3, width=16, activation="relu", features="x0,x1,x0x1"),
]


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: config.hidden_layers)
def test_shapes_and_counts_are_those_of_the_modules(config):
    network = Trainer(config.replace(features="x0,x1")).member(0)
    linears = [module for module in network if isinstance(module, nn.Linear)]
    rows = layer_table(config)
    assert len(rows) == len(linears) == config.hidden_layers + 1
    assert [row.name for row in rows][-1] == "output"
    for index, (row, linear) in enumerate(zip(rows, linears, strict=True)):
        if index:  # the first has as many inputs as there are features
            assert row.weight == tuple(linear.weight.shape)
            assert row.parameters == sum(p.numel() for p in linear.parameters())
        assert row.bias == tuple(linear.bias.shape)
    inputs = features_of(torch.rand(2, 5), config.features).T
    modules = eval(f"nn.Sequential({', '.join(row.modules for row in rows)})", {"nn": nn})
    assert modules(inputs).shape == (5, 1)
    assert sum(row.parameters for row in rows) == sum(p.numel() for p in modules.parameters())


def test_every_layer_names_its_initializer_and_the_variance_that_it_promises():
    """Xavier's is 2 / (in + out), orthogonal's 1 / max(in, out), uniform's a third of s²."""
    config = RunConfig(layer_initializers=",orthogonal,uniform", weight_scale=0.6)
    rows = layer_table(config)
    assert [row.initializer for row in rows] == ["Xavier normal", "orthogonal", "uniform"]
    assert [row.variance for row in rows] == pytest.approx([2 / 6, 1 / 4, 0.12])
