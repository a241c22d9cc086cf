"""Records are measured many at a time; each has to read as if it had been measured alone."""

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.history import SCORES


@pytest.mark.parametrize(
    "choices",
    [
        {"ensemble_size": 3},
        {"ensemble_size": 3, "loss": "mse", "activation": "relu", "device": "cpu"},
        {"hidden_layers": 0},
        # So large that the buffer holds one record only.
        {"width": 1000, "hidden_layers": 3},
    ],
)
def test_records_equal_the_scores_of_each_step(choices):
    config = RunConfig(**choices, dtype="float64")
    one_by_one, at_once = Trainer(config), Trainer(config).train(6)
    for step in range(7):
        scores = one_by_one.scores()
        for name in SCORES:
            np.testing.assert_allclose(
                at_once.history.column(name)[step], getattr(scores, name), rtol=1e-12
            )
        one_by_one.train(1)


def test_more_steps_than_the_buffer_holds():
    trainer = Trainer(RunConfig(), history_capacity=300)
    trainer.train(200)
    assert trainer.history.steps().tolist() == list(range(201))


def test_nothing_to_record():
    trainer = Trainer(RunConfig(), quantities=(), scored=False).train(20)
    assert trainer.history.steps().tolist() == list(range(21))
    plain = Trainer(RunConfig()).train(20)
    assert trainer.metrics().equals(plain.metrics())


def test_training_goes_on_after_a_record():
    """A record is taken between two steps, and touches neither weights nor gradients."""
    config = RunConfig(optimizer="adam")
    scarcely = Trainer(config, history_capacity=2).train(100)
    often = Trainer(config, history_capacity=1000).train(100)
    assert scarcely.metrics().equals(often.metrics())


def test_which_steps_are_taken_does_not_depend_on_slices():
    """Also those that the history drops when it doubles its stride: a probe has seen them."""

    def taken(slices):
        trainer, steps = Trainer(RunConfig(), history_capacity=4), []
        append = trainer.history.append
        trainer.history.append = lambda new, columns: (steps.extend(new), append(new, columns))
        for slice_ in slices:
            trainer.train(slice_)
        return steps

    assert taken([100]) == taken([1] * 100) == taken([3, 0, 57, 40])
