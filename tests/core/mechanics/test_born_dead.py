"""Shares of dead networks held to the exact formula, to FACTS and to networks one by one."""

import math

import pytest
import torch
from torch import nn

from core.mechanics.born_dead import born_dead_shares
from core.theory import born_dead


@pytest.mark.parametrize("width", [1, 2, 4])
def test_for_one_input_the_formula_is_exact(width):
    shares = born_dead_shares(width, 12, 4000, seed=1, across=False)
    for layers, share in enumerate(shares, 1):
        exact = born_dead(width, layers)
        assert abs(share.share - exact) < 4 * math.sqrt(exact * (1 - exact) / 4000)
    assert born_dead(2, 10) == pytest.approx(0.9437, abs=5e-5)


def test_across_the_interval_fewer_are_dead():
    """Own run of 4,000 draws; Lu et al. 2019 report about .9 for ten layers."""
    shares = born_dead_shares(2, 10, 4000, seed=1, across=True)
    for layers, share in [(5, 0.628), (9, 0.880), (10, 0.914)]:
        # Two runs differ by √2 standard errors of 0.0076 at most.
        assert shares[layers - 1].share == pytest.approx(share, abs=0.03)
        assert shares[layers - 1].share < born_dead(2, layers)
    assert [share.dead for share in shares] == sorted(share.dead for share in shares)


def test_a_dead_network_of_plain_torch_gives_the_same_for_all_inputs():
    """The draws one by one, with an output layer behind them: dead is what does not vary."""
    width, layers, draws = 2, 4, 60
    x = torch.linspace(-math.sqrt(3), math.sqrt(3), 50)[:, None]
    generator = torch.Generator().manual_seed(3)
    weights, fan_in = [], 1
    for _ in range(layers):
        weights.append(torch.randn(draws, width, fan_in, generator=generator) * (2 / fan_in) ** 0.5)
        fan_in = width
    dead = 0
    for draw in range(draws):
        h = x
        for weight in weights:
            h = torch.relu(nn.functional.linear(h, weight[draw]))
        output = nn.functional.linear(h, torch.ones(1, width), torch.ones(1))
        dead += bool((output == output[0]).all())
    share = born_dead_shares(width, layers, draws, seed=3, across=True)[-1]
    assert (share.dead, share.draws) == (dead, draws)
    assert share.interval[0] < share.share < share.interval[1]
