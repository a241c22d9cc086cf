"""Features against NumPy, and a network on them against plain torch."""

import numpy as np
import pytest
import torch
from torch import nn

from core import ConfigError, RunConfig, Trainer
from core.features import FEATURES, features_of

POINTS = np.random.default_rng(1).uniform(-1, 1, (2, 50))
X0, X1 = POINTS
EXPECTED = {
    "x0": X0,
    "x1": X1,
    "x0x0": X0**2,
    "x1x1": X1**2,
    "x0x1": X0 * X1,
    "sin_x0": np.sin(np.pi * X0),
    "sin_x1": np.sin(np.pi * X1),
}


@pytest.mark.parametrize("name", FEATURES)
def test_formula(name):
    np.testing.assert_allclose(features_of(torch.tensor(POINTS), [name])[0], EXPECTED[name])


@pytest.mark.parametrize("features", [("x0",), ("x0x1",), tuple(FEATURES)])
def test_a_network_on_features_is_plain_torch_on_columns(features):
    trainer = Trainer(RunConfig(features=features, ensemble_size=2, dtype="float64")).train(5)
    points = torch.tensor(POINTS.T)
    columns = torch.tensor(np.stack([EXPECTED[name] for name in features], axis=1))
    network = trainer.member(1)
    linear = [module for module in network if isinstance(module, nn.Linear)]
    assert linear[0].in_features == len(features)
    expected = torch.tanh(linear[0](columns))
    expected = linear[2](torch.tanh(linear[1](expected))).squeeze(-1).sigmoid().detach()
    np.testing.assert_allclose(trainer.probabilities(points)[1], expected, rtol=1e-10)
    np.testing.assert_allclose(network(points).squeeze(-1).sigmoid().detach(), expected)


def test_the_product_makes_xor_linear():
    """y = [x₀x₁ ≥ 0]: with the product as an input no hidden layer is needed."""
    config = RunConfig(features=("x0x1",), hidden_layers=0, learning_rate=1)
    assert Trainer(config).train(500).scores().validation_accuracy.item() > 0.95


def test_order_and_repetition_do_not_matter_and_text_reads_back():
    config = RunConfig(features="x0x1,x0,x0x1")
    assert config.features == ("x0", "x0x1")
    assert config.to_text() == {"features": "x0,x0x1"}
    assert RunConfig.from_text(config.to_text()) == (config, [])


@pytest.mark.parametrize("value", ["", "x0,", "x2", (), ("y",), 3, None, [["x0"]]])
def test_what_is_no_feature_is_named(value):
    with pytest.raises(ConfigError, match=r"features: .*choose some of x0, x1"):
        RunConfig(features=value)
