"""Long work in small pieces."""

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.tasks import Job, Progress, run_to_completion, subtask, trained
from tests.core.counting import Count


class Recorded(Job):
    """A job that remembers in `results` what is kept."""

    def __init__(self, tasks):
        self.results = []
        super().__init__(tasks, lambda task, result: self.results.append((task, result)))


def all_of(job, seconds=1e-9):
    while not job.finished:
        job.advance(seconds)
    return job.results


def test_finish_returns_the_result():
    assert run_to_completion(Count(7).run()) == 7


def test_a_part_keeps_to_its_share_and_hands_on_the_result():
    def whole():
        first = yield from subtask(Count(4).run(), 0, 0.5)
        second = yield from subtask(Count(2).run(), 0.5, 1)
        return first + second

    assert [progress.share for progress in whole()] == [0, 0.125, 0.25, 0.375, 0.5, 0.75]
    assert run_to_completion(whole()) == 6


def test_trained_gives_the_numbers_of_a_trainer():
    config = RunConfig(ensemble_size=3)
    sliced = run_to_completion(trained(config, 250))
    whole = Trainer(config).train(250)
    assert sliced.step == 250
    np.testing.assert_array_equal(sliced.ensemble.flat, whole.ensemble.flat)


def test_training_ends_where_the_run_diverges():
    config = RunConfig(
        activation="identity", loss="bce", learning_rate=10, l2=10, initializer="normal"
    )
    trainer = run_to_completion(trained(config, 5000))
    assert trainer.divergence
    assert trainer.step < 5000


def test_a_job_does_its_tasks_in_turn():
    assert all_of(Recorded([Count(3), Count(5)])) == [(Count(3), 3), (Count(5), 5)]


def test_a_job_says_how_far_it_is_by_cost():
    job = Recorded([Count(2, cost=1), Count(2, cost=3)])
    assert job.share == 0
    shares = []
    while not job.finished:
        job.advance(1e-9)
        shares.append(job.share)
    assert shares == [0, 1 / 8, 1 / 4, 1 / 4, 5 / 8, 1]
    assert Recorded([]).finished


def test_a_job_shows_what_the_present_task_has_found_so_far():
    job = Recorded([Count(3)])
    job.advance(1e-9)
    job.advance(1e-9)
    assert job.present == (Count(3), 1)
    all_of(job)
    assert job.present is None


def test_the_time_left_is_known_once_something_is_done():
    job = Recorded([Count(1000)])
    assert job.seconds_left is None
    for _ in range(10):
        job.advance(1e-9)
    first = job.seconds_left
    assert first > 0
    while job.share < 0.9:
        job.advance(1e-9)
    done = job.share
    assert job.seconds_left == pytest.approx(job._seconds / done * (1 - done), rel=1e-6)


def test_one_call_takes_many_pieces_while_there_is_time():
    job = Recorded([Count(50), Count(50)])
    job.advance(60)
    assert job.results == [(Count(50), 50), (Count(50), 50)]


def test_a_task_that_fails_is_over_and_the_next_one_goes_on():
    job = Recorded([Count(1, trouble=ValueError), Count(2)])
    job.advance(1e-9)
    with pytest.raises(ValueError, match="1"):
        job.advance(1e-9)
    assert job.share == 0.5
    assert all_of(job) == [(Count(2), 2)]


def test_what_was_finished_before_a_failure_in_the_same_slice_is_kept():
    job = Recorded([Count(2), Count(1, trouble=ValueError), Count(3)])
    with pytest.raises(ValueError, match="1"):
        job.advance(60)
    assert job.results == [(Count(2), 2)]
    assert not job.finished
    assert all_of(job) == [(Count(2), 2), (Count(3), 3)]


def test_a_call_while_another_is_under_way_does_nothing():
    class Nosy(Count):
        """Asks for more from within."""

        def run(self):
            job.advance(60)
            assert job.results == []
            yield Progress(0.5)
            return "alone"

    job = Recorded([Nosy(1)])
    job.advance(60)
    assert job.results == [(Nosy(1), "alone")]
