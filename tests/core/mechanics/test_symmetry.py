"""Equal units held to a plain torch loop, and to exactly 0."""

import numpy as np
import pytest
import torch
from torch import nn

from core.mechanics.symmetry import watch_units, xor_config


@pytest.mark.parametrize("units", [2, 4, 8])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
@pytest.mark.parametrize("initializer", ["zeros", "constant"])
def test_equal_units_stay_equal_to_the_last_bit(initializer, activation, units):
    seen = watch_units(xor_config(initializer, activation, units, 1), 30)
    assert seen.differences().tolist() == [0.0] * 31
    assert seen.incoming.shape == (31, units, 2)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_from_zeros_only_the_bias_of_the_output_moves(activation):
    """φ(0) = 0 gives the weights to the output no gradient, and they, being 0, the units none."""
    assert watch_units(xor_config("zeros", activation, 4, 1), 20).moved() == [
        "the bias of the output"
    ]
    assert len(watch_units(xor_config("zeros", "sigmoid", 4, 1), 20).moved()) == 4


def test_random_units_part_and_learn_and_equal_ones_do_not():
    equal = watch_units(xor_config("constant", "tanh", 4, 1), 300)
    drawn = watch_units(xor_config("xavier_normal", "tanh", 4, 1), 300)
    assert equal.accuracy <= 0.75
    assert drawn.accuracy >= 0.95
    assert drawn.differences()[-1] > 1
    assert drawn.loss < equal.loss


def test_a_nudge_is_as_large_as_asked_and_grows():
    seen = watch_units(xor_config("constant", "tanh", 4, 1, weight_constant=0.5), 100, nudge=1e-8)
    differences = seen.differences()
    assert differences[0] == pytest.approx(1e-8)
    assert differences[-1] > 30 * differences[0]
    # Only one was touched: the other three stay equal.
    assert (np.ptp(seen.incoming[:, 1:], axis=1) == 0).all()


def test_a_plain_loop_ends_with_the_same_numbers():
    np.random.seed(1)
    points = np.random.uniform(low=-1, high=1, size=(200, 2))[:100]
    x = torch.tensor(points)
    y = (x[:, 0] * x[:, 1] >= 0).double()
    network = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1)).double()
    for layer in (network[0], network[2]):
        nn.init.constant_(layer.weight, 0.5)
        nn.init.zeros_(layer.bias)
    with torch.no_grad():
        network[0].weight[0, 0] += 0.01
    optimizer = torch.optim.Adam(network.parameters(), lr=0.05)
    for _ in range(50):
        optimizer.zero_grad()
        loss = nn.BCEWithLogitsLoss()(network(x).squeeze(1), y)
        loss.backward()
        optimizer.step()
    seen = watch_units(xor_config("constant", "tanh", 4, 1), 50, nudge=0.01)
    np.testing.assert_allclose(seen.incoming[-1], network[0].weight.detach(), rtol=1e-7)
    np.testing.assert_allclose(seen.outgoing[-1], network[2].weight[0].detach(), rtol=1e-7)
