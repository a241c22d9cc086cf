"""Tasks: long computations that can be interrupted, and jobs that run several of them.

A task runs as a generator: it yields its `Progress` every 20 ms or so, and returns its result.
"""

import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from core.config import RunConfig
from core.trainer import Trainer

Result = TypeVar("Result")

YIELD_SECONDS = 0.02
"""Longest time that a task trains between two yields, in seconds, if a step takes no longer."""

LONGEST_PAUSE = 2.0
"""Most seconds between two calls of `Job.advance` that count as running time: after a longer pause
the rest would say nothing about the time left."""


@dataclass(frozen=True)
class Progress(Generic[Result]):
    """Share of a task that is done, from 0 to 1, and its partial result if it has one to show."""

    share: float
    partial_result: Result | None = None


TaskRun = Generator[Progress[Any], None, Result]
"""A running task: yields its progress, returns its result."""


class Task(Protocol):
    """A long computation: a frozen dataclass whose fields alone determine its result.

    `cost` is its running time relative to the other tasks of a job, in any unit.
    """

    @property
    def cost(self) -> float: ...  # noqa: D102

    def run(self) -> TaskRun[Any]: ...  # noqa: D102


def subtask(run: TaskRun[Result], begin: float, end: float) -> TaskRun[Result]:
    """Run a part of a longer task: its share, 0 to 1, becomes `begin` to `end` of the whole.

    Returns the result of `run`; its partial results are dropped.
    """
    try:
        while True:
            yield Progress(begin + (end - begin) * next(run).share)
    except StopIteration as finished:
        result: Result = finished.value
        return result


def trained(config: RunConfig, steps: int, **options: Any) -> TaskRun[Trainer]:
    """Train for `steps` steps, or until the run diverges; returns the trainer.

    `options` are arguments of `Trainer`; by default it records neither quantities nor scores.
    """
    trainer = Trainer(config, **{"quantities": (), "scored": False, **options})
    while trainer.step < steps and not trainer.divergence:
        trainer.train(steps - trainer.step, YIELD_SECONDS)
        yield Progress(trainer.step / steps)
    return trainer


def run_to_completion(run: TaskRun[Result]) -> Result:
    """Run a task without interruption; returns its result."""
    try:
        while True:
            next(run)
    except StopIteration as finished:
        result: Result = finished.value
        return result


class Job:
    """Runs tasks one after the other, for one time slice at each call of `advance`.

    `keep(task, result)` is called as soon as a task is done. The pages of one session can run in
    several threads: a call of `advance` during another one returns at once.
    """

    def __init__(self, tasks: Sequence[Task], keep: Callable[[Task, Any], None]) -> None:
        self.tasks = tuple(tasks)
        self.present: tuple[Task, Any] | None = None
        """The running task and its latest partial result, or None if it has none."""
        self._keep = keep
        self._waiting = deque(tasks)
        self._unfinished = len(tasks)
        self._cost = sum(task.cost for task in tasks)
        self._done = 0.0
        self._share = 0.0
        self._run: TaskRun[Any] | None = None
        self._last_call: float | None = None
        self._seconds = 0.0
        self._slice = Lock()

    @property
    def finished(self) -> bool:
        """Whether every task has returned or failed."""
        return not self._unfinished

    @property
    def share(self) -> float:
        """Share of the whole cost that is done, from 0 to 1."""
        return (self._done + self._share) / self._cost if self._cost else 1.0

    @property
    def seconds_left(self) -> float | None:
        """Estimated seconds for the rest, at the speed so far; None before any progress."""
        return self._seconds * (1 / self.share - 1) if self.share and self._seconds else None

    def advance(self, seconds: float) -> None:
        """Run tasks for about `seconds`, and at least until the next yield.

        Raises whatever a task raises; that task then counts as finished, without a result.
        """
        if not self._slice.acquire(blocking=False):
            return
        try:
            self._advance(seconds)
        finally:
            self._slice.release()

    def _advance(self, seconds: float) -> None:
        now = time.perf_counter()
        if self._last_call is not None:
            self._seconds += min(now - self._last_call, LONGEST_PAUSE)
        self._last_call = now
        while not self.finished:
            self._resume_task()
            if time.perf_counter() >= now + seconds:
                break

    def _resume_task(self) -> None:
        """Run the present task, or start the next one, until it yields or ends."""
        if self.present is None:
            task = self._waiting.popleft()
            self._run, self.present = task.run(), (task, None)
        task, _ = self.present
        assert self._run is not None
        try:
            progress = next(self._run)
        except StopIteration as finished:
            self._keep(task, finished.value)
            self._close(task)
        except BaseException:
            self._close(task)
            raise
        else:
            self._share, self.present = progress.share * task.cost, (task, progress.partial_result)

    def _close(self, task: Task) -> None:
        self._done += task.cost
        self._share, self.present, self._run = 0.0, None, None
        self._unfinished -= 1
