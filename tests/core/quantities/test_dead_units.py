import math

import numpy as np
import pytest
import torch

from core import Trainer
from core.architecture import Architecture
from core.quantities.dead_units import dead_units
from tests.core.quantities.plain import SHORT, ShortRun, activations
from tests.core.quantities.records import recorded


def test_by_hand():
    """ReLU of x − 2, x + 1, x − 5 and −x at x = 1, −1: the first and the third are never above 0.

    The validation point x = 9 would wake them.
    """
    parameters = torch.tensor([[1.0, 1.0, 1.0, -1.0, -2.0, 1.0, -5.0, 0.0, *[1.0] * 5]])
    record = recorded(
        Architecture(1, 1, 1, 4),
        activation="relu",
        inputs=torch.tensor([[1.0, -1.0, 9.0]]),
        n_train=2,
        parameters=parameters,
    )
    shares = dead_units(record)
    assert shares[0, 0, 0] == 0.5
    assert shares[0, 0, 1].isnan()


def test_along_a_run():
    """Small ReLU networks of which some units are born dead."""
    run = ShortRun("dead_units", activation="relu", hidden_layers=3)
    run.assert_column(
        lambda step, member: [
            *(
                (h <= 0).all(dim=0).double().mean()
                for h in activations(run.networks[step][member], run.x_train)[:-1]
            ),
            math.nan,
        ]
    )
    assert (run.column[..., :-1] > 0).any()


def test_a_layer_that_is_killed():
    """What a ReLU layer gives times −1 is never above 0; the other members do not notice."""
    choices = SHORT.replace(activation="relu", bias_initializer="zeros")
    killed, plain = Trainer(choices), Trainer(choices).train(3)
    for unit in range(3):
        for source in range(3):
            killed.set_weight(member=1, layer=1, unit=unit, source=source, value=-1)
    before = killed.history.column("dead_units")[-1]
    after = killed.train(3).history.column("dead_units")[-1]
    assert before[1, 1] < 1
    assert after[1, 1] == 1
    np.testing.assert_array_equal(after[::2], plain.history.column("dead_units")[-1][::2])


@pytest.mark.parametrize("choices", [{"activation": "tanh"}, {"hidden_layers": 0}])
def test_nothing_to_die(choices):
    assert np.isnan(ShortRun("dead_units", **choices).column).all()
