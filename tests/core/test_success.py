import numpy as np
import pytest
from scipy.stats import binomtest

from core import RunConfig, Trainer
from core.success import NOT_YET, first_solved, wilson_interval


@pytest.mark.parametrize(("successes", "n"), [(0, 1), (1, 1), (0, 16), (7, 16), (255, 256)])
def test_wilson_interval_is_that_of_scipy(successes, n):
    expected = binomtest(successes, n).proportion_ci(0.95, method="wilson")
    assert wilson_interval(successes, n) == pytest.approx(tuple(expected), abs=1e-4)


def test_the_first_time_counts():
    solved = np.array([NOT_YET, NOT_YET, 4])
    accuracies = np.array([[0.9, 0.5, 1.0], [0.95, 0.5, 1.0], [1.0, 0.5, 0.2]])
    assert first_solved(solved, [10, 12, 14], accuracies).tolist() == [12, NOT_YET, 4]


def test_steps_to_solve_of_a_run():
    """The first recorded step whose validation accuracy is high enough, in whatever portions."""
    config = RunConfig(ensemble_size=8, learning_rate=0.3, width=8)
    trainer = Trainer(config).train(900)
    accuracies = trainer.history.column("validation_accuracy").round(5) >= 0.95
    steps = trainer.history.steps()
    expected = [int(steps[a.argmax()]) if a.any() else NOT_YET for a in accuracies.T]
    assert trainer.solved.tolist() == expected
    assert max(expected) > 0
    in_portions = Trainer(config)
    for _ in range(30):
        in_portions.train(30)
    assert in_portions.solved.tolist() == expected
