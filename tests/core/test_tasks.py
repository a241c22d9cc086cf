"""Tasks, and jobs that run them."""

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.tasks import Job, Progress, run_to_completion, subtask, trained
from tests.core.counting import Count


class KeepingJob(Job):
    """A job that keeps (task, result) in `results`."""

    def __init__(self, tasks):
        self.results = []
        super().__init__(tasks, lambda task, result: self.results.append((task, result)))


def all_of(job, seconds=1e-9):
    while not job.finished:
        job.advance(seconds)
    return job.results


def test_run_to_completion_returns_the_result():
    assert run_to_completion(Count(7).run()) == 7


def test_a_subtask_has_its_share_of_the_progress_and_returns_its_result():
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


def test_a_job_runs_its_tasks_in_order():
    assert all_of(KeepingJob([Count(3), Count(5)])) == [(Count(3), 3), (Count(5), 5)]


def test_the_share_of_a_job_is_measured_by_cost():
    job = KeepingJob([Count(2, cost=1), Count(2, cost=3)])
    assert job.share == 0
    shares = []
    while not job.finished:
        job.advance(1e-9)
        shares.append(job.share)
    assert shares == [0, 1 / 8, 1 / 4, 1 / 4, 5 / 8, 1]
    assert KeepingJob([]).finished


def test_a_job_has_the_partial_result_of_the_present_task():
    job = KeepingJob([Count(3)])
    job.advance(1e-9)
    job.advance(1e-9)
    assert job.present == (Count(3), 1)
    all_of(job)
    assert job.present is None


def test_the_time_left_is_known_once_there_is_progress():
    job = KeepingJob([Count(1000)])
    assert job.seconds_left is None
    for _ in range(10):
        job.advance(1e-9)
    first = job.seconds_left
    assert first > 0
    while job.share < 0.9:
        job.advance(1e-9)
    done = job.share
    assert job.seconds_left == pytest.approx(job._seconds / done * (1 - done), rel=1e-6)


def test_one_call_goes_on_over_many_yields_while_there_is_time():
    job = KeepingJob([Count(50), Count(50)])
    job.advance(60)
    assert job.results == [(Count(50), 50), (Count(50), 50)]


def test_after_a_task_that_fails_the_next_one_runs():
    job = KeepingJob([Count(1, error=ValueError), Count(2)])
    job.advance(1e-9)
    with pytest.raises(ValueError, match="1"):
        job.advance(1e-9)
    assert job.share == 0.5
    assert all_of(job) == [(Count(2), 2)]


def test_results_before_a_failure_in_the_same_slice_are_kept():
    job = KeepingJob([Count(2), Count(1, error=ValueError), Count(3)])
    with pytest.raises(ValueError, match="1"):
        job.advance(60)
    assert job.results == [(Count(2), 2)]
    assert not job.finished
    assert all_of(job) == [(Count(2), 2), (Count(3), 3)]


def test_a_call_during_another_one_does_nothing():
    class Reentrant(Count):
        """Calls `advance` from within."""

        def run(self):
            job.advance(60)
            assert job.results == []
            yield Progress(0.5)
            return "alone"

    job = KeepingJob([Reentrant(1)])
    job.advance(60)
    assert job.results == [(Reentrant(1), "alone")]
