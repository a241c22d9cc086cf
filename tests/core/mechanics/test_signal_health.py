import math

import numpy as np
import pytest

from core.mechanics.signal_health import health


def test_a_factor_a_layer_is_the_geometric_mean():
    found = health(np.array([1.0, 5.0, 2.0, 1 / 8]))
    assert found.factor == pytest.approx(1 / 2)
    assert found.total == pytest.approx(1 / 8)
    assert found.state == "healthy"


@pytest.mark.parametrize(
    ("values", "state"),
    [
        (0.9 ** np.arange(40), "healthy"),
        (0.9 ** np.arange(50), "vanishing"),  # 0.0057 in all
        (1.1 ** np.arange(50), "exploding"),
        (0.4 ** np.arange(3), "vanishing"),  # 0.16 in all, but 0.4 a layer
        (np.array([3.0]), "healthy"),
        (1 / (2.0 * np.arange(1, 51)), "healthy"),  # tanh at its best
    ],
)
def test_states(values, state):
    assert health(values).state == state


@pytest.mark.parametrize(
    ("last", "state"), [(0.0, "vanishing"), (math.inf, "exploding"), (math.nan, "exploding")]
)
def test_a_signal_is_lost_where_it_is_0_or_not_finite(last, state):
    found = health(np.array([1.0, 1.0, last, last]))
    assert (found.state, found.lost, found.factor) == (state, 2, None)
