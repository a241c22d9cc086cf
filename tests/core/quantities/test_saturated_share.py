import math

import numpy as np
import pytest
import torch

from core.activations import ACTIVATIONS
from core.architecture import Architecture
from core.quantities.saturated_share import saturated_share
from tests.core.quantities.plain import ShortRun, activations
from tests.core.quantities.records import recorded

# |z| from which on an activation is within 3 % of half its range from an end of it.
EDGES = {"tanh": math.atanh(0.97), "sigmoid": 2 * math.atanh(0.97), "softsign": 0.97 / 0.03}


def test_every_bounded_activation_has_its_edge():
    assert set(EDGES) == {name for name, entry in ACTIVATIONS.items() if entry.bounds}


@pytest.mark.parametrize("activation", EDGES)
def test_by_hand(activation):
    """One unit that hands its input on: of five points two lie beyond the edge."""
    edge = EDGES[activation]
    record = recorded(
        Architecture(1, 1, 1, 1),
        activation=activation,
        inputs=torch.tensor([[0.0, 1.01 * edge, 0.99 * edge, -1.01 * edge, -0.99 * edge, 99.0]]),
        n_train=5,
        parameters=torch.tensor([[1.0, 0.0, 1.0, 0.0]]),
    )
    shares = saturated_share(record)
    assert shares[0, 0, 0] == pytest.approx(2 / 5)
    assert shares[0, 0, 1].isnan()


@pytest.mark.parametrize(
    ("activation", "share"),
    [
        ("tanh", lambda a: (a.abs() > 0.97).double().mean()),
        ("sigmoid", lambda a: ((a > 0.985) | (a < 0.015)).double().mean()),
        ("softsign", lambda a: (a.abs() > 0.97).double().mean()),
    ],
)
def test_along_a_run(activation, share):
    """From weights so large that some are saturated, and some are not."""
    run = ShortRun(
        "saturated_share",
        activation=activation,
        dataset="playground_xor",
        initializer="normal",
        weight_scale=10.0,
    )
    run.assert_column(
        lambda step, member: [
            *map(share, activations(run.networks[step][member], run.x_train)[:-1]),
            math.nan,
        ]
    )
    hidden = run.column[..., :-1]
    assert ((hidden > 0) & (hidden < 1)).any()


@pytest.mark.parametrize("choices", [{"activation": "relu"}, {"hidden_layers": 0}])
def test_nothing_to_saturate(choices):
    assert np.isnan(ShortRun("saturated_share", **choices).column).all()
