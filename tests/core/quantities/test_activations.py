import math

import numpy as np
import pytest
import torch

from core import Trainer
from core.activations import ACTIVATIONS
from core.architecture import Architecture
from core.quantities.activations import (
    activation_mean,
    activation_variance,
    dead_units,
    saturated_share,
)
from tests.core.quantities.plain import SHORT, ShortRun, activations
from tests.core.quantities.records import recorded


def test_activation_mean_by_hand():
    """ReLU of x and −x + 1 at x = 1, −3: (1, 0) and (0, 4), mean 5/4; the logit sums them: 1, 4."""
    parameters = torch.tensor([[1.0, -1.0, 0.0, 1.0, 1.0, 1.0, 0.0]])
    record = recorded(
        Architecture(1, 1, 1, 2),
        activation="relu",
        inputs=torch.tensor([[1.0, -3.0, 77.0]]),
        n_train=2,
        parameters=parameters,
    )
    torch.testing.assert_close(activation_mean(record), torch.tensor([[[1.25, 2.5]]]))


@pytest.mark.parametrize("choices", [{}, {"hidden_layers": 0}, {"activation": "softplus"}])
def test_activation_mean_along_a_run(choices):
    run = ShortRun("activation_mean", **choices)
    run.assert_column(
        lambda step, member: [
            h.mean() for h in activations(run.networks[step][member], run.x_train)
        ]
    )


def test_activation_variance_by_hand():
    """Of 1, 0, 0, 3 the mean is 1 and the mean squared deviation 6/4; of the logits 1, 3 it is 1.

    ReLU of x and −x at x = 1, −3; the logit is their sum.
    """
    parameters = torch.tensor([[1.0, -1.0, 0.0, 0.0, 1.0, 1.0, 0.0]])
    record = recorded(
        Architecture(1, 1, 1, 2),
        activation="relu",
        inputs=torch.tensor([[1.0, -3.0, 77.0]]),
        n_train=2,
        parameters=parameters,
    )
    torch.testing.assert_close(activation_variance(record), torch.tensor([[[1.5, 1.0]]]))


@pytest.mark.parametrize("choices", [{}, {"hidden_layers": 0}, {"activation": "relu"}])
def test_activation_variance_along_a_run(choices):
    run = ShortRun("activation_variance", **choices)
    run.assert_column(
        lambda step, member: [
            h.var(unbiased=False) for h in activations(run.networks[step][member], run.x_train)
        ]
    )


# |z| from which on an activation is within 3 % of half its range from an end of it.
EDGES = {"tanh": math.atanh(0.97), "sigmoid": 2 * math.atanh(0.97), "softsign": 0.97 / 0.03}


def test_every_bounded_activation_is_tested():
    assert set(EDGES) == {name for name, entry in ACTIVATIONS.items() if entry.bounds}


@pytest.mark.parametrize("activation", EDGES)
def test_saturated_share_by_hand(activation):
    """One unit with z = x: of five training points two lie beyond the edge."""
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
def test_saturated_share_along_a_run(activation, share):
    """The initial weights are so large that some outputs are saturated, and some are not."""
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
def test_saturated_share_is_nan_without_a_bounded_hidden_layer(choices):
    assert np.isnan(ShortRun("saturated_share", **choices).column).all()


def test_dead_units_by_hand():
    """ReLU of x − 2, x + 1, x − 5 and −x at x = 1, −1: the first and the third are never above 0.

    At the validation point x = 9 they are, which does not count.
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


def test_dead_units_along_a_run():
    """Small ReLU networks in which some units are born dead."""
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


def test_a_layer_whose_units_are_made_dead():
    """Weights of −1 on ReLU outputs never give more than 0; the other members are not affected."""
    choices = SHORT.replace(activation="relu", bias_initializer="zeros")
    dead, plain = Trainer(choices), Trainer(choices).train(3)
    for unit in range(3):
        for source in range(3):
            dead.set_weight(member=1, layer=1, unit=unit, source=source, value=-1)
    before = dead.history.column("dead_units")[-1]
    after = dead.train(3).history.column("dead_units")[-1]
    assert before[1, 1] < 1
    assert after[1, 1] == 1
    np.testing.assert_array_equal(after[::2], plain.history.column("dead_units")[-1][::2])


@pytest.mark.parametrize("choices", [{"activation": "tanh"}, {"hidden_layers": 0}])
def test_dead_units_is_nan_without_units_that_can_die(choices):
    assert np.isnan(ShortRun("dead_units", **choices).column).all()
