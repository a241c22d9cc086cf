import numpy as np
import pytest
from scipy.stats import binomtest

from core import RunConfig, Trainer
from core.own_points import spell_points
from core.success import FEWEST_POINTS, NOT_YET, can_tell, first_solved, solved_now, wilson_interval


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


def test_solved_now_is_right_on_95_percent_of_the_validation_points():
    dataset = Trainer(RunConfig(n_points=200)).dataset
    accuracies = np.array([[0.94, 0.95, 1.0], [np.float32(0.95), np.nan, 0.0]])
    assert solved_now(accuracies, dataset).tolist() == [[False, True, True], [True, False, False]]


@pytest.mark.parametrize(
    ("choices", "tells"),
    [
        ({"n_points": 2}, False),
        ({"n_points": 2 * FEWEST_POINTS - 2}, False),
        ({"n_points": 2 * FEWEST_POINTS}, True),
        ({"n_points": 100, "train_share": 0.95}, False),
        ({"n_points": 4, "train_share": 1.0}, True),
        ({"dataset": "truth_table"}, True),
        ({"dataset": "book_xor"}, True),
    ],
)
def test_few_points_cannot_tell(choices, tells):
    trainer = Trainer(RunConfig(**choices, ensemble_size=32)).train(20)
    assert can_tell(trainer.dataset) is tells
    assert solved_now(np.ones(32), trainer.dataset).all() == tells
    if not tells:
        assert not trainer.solved_now().any()
        assert (trainer.solved == NOT_YET).all()


XNOR = spell_points(np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([1, 0, 0, 1.0]))
XNOR_RUN = {
    **{"dataset": "own", "points": XNOR, "hidden_layers": 1, "width": 8, "optimizer": "adam"},
    **{"learning_rate": 0.05, "batch_size": None, "ensemble_size": 16},
}


def test_four_own_points_are_all_trained_on_and_learned():
    config = RunConfig(**XNOR_RUN)
    assert config.train_share == 1
    trainer = Trainer(config).train(300)
    assert len(trainer.dataset.y_train) == 4
    assert trainer.solved_now().sum() >= 12
    assert (trainer.scores().train_accuracy == trainer.scores().validation_accuracy).all()


def test_four_own_points_that_are_split_are_never_solved():
    trainer = Trainer(RunConfig(**XNOR_RUN, train_share=0.95)).train(300)
    assert len(trainer.dataset.y_validation) == 1
    assert not trainer.solved_now().any()
