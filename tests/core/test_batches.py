from itertools import islice

import torch
from hypothesis import given
from hypothesis import strategies as st

from core import RunConfig, Trainer
from core.batches import epoch_orders


@given(n=st.integers(1, 300), seed=st.integers(0, 2**31 - 1))
def test_an_epoch_visits_every_point_once(n, seed):
    for order in islice(epoch_orders(n, seed), 3):
        assert sorted(order.tolist()) == list(range(n))


def test_orders_are_those_of_plain_torch():
    torch.manual_seed(7)
    for order in islice(epoch_orders(50, 7), 5):
        assert torch.equal(order, torch.randperm(50))


def test_epochs_are_counted_in_batches():
    trainer = Trainer(RunConfig(n_points=50, batch_size=10))
    assert trainer.steps_per_epoch == 3
    assert trainer.train(6).epoch == 2
    assert Trainer(RunConfig(n_points=50, batch_size=None)).steps_per_epoch == 1
    assert Trainer(RunConfig(n_points=50, batch_size=1000)).steps_per_epoch == 1
