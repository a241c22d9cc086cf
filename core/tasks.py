"""Long work in small pieces, so that whoever does it keeps an eye on the time.

A piece of work is a generator: it yields often how far it is, and returns its result.
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

PIECE_SECONDS = 0.02
"""Seconds that a piece of training takes at most, or one step."""

LONGEST_PAUSE = 2.0
"""Seconds between two calls of a job that count as work: more says nothing about the time left."""


@dataclass(frozen=True)
class Progress(Generic[Result]):
    """How far a piece of work is, from 0 to 1, and, where it can be shown, its result so far."""

    share: float
    partial_result: Result | None = None


TaskRun = Generator[Progress[Any], None, Result]


class Task(Protocol):
    """Something long to find out: a frozen dataclass, whose fields alone decide its result.

    `cost` compares it with the other tasks of a job, in any unit.
    """

    @property
    def cost(self) -> float: ...  # noqa: D102

    def run(self) -> TaskRun[Any]: ...  # noqa: D102


def subtask(work: TaskRun[Result], begin: float, end: float) -> TaskRun[Result]:
    """Do what is only a part of a longer work: its share goes from `begin` to `end`."""
    try:
        while True:
            yield Progress(begin + (end - begin) * next(work).share)
    except StopIteration as finished:
        result: Result = finished.value
        return result


def trained(config: RunConfig, steps: int, **options: Any) -> TaskRun[Trainer]:
    """A trainer after `steps` steps, or where its run diverged; `options` are the trainer's.

    Unless the options say so it records nothing.
    """
    trainer = Trainer(config, **{"quantities": (), "scored": False, **options})
    while trainer.step < steps and not trainer.divergence:
        trainer.train(steps - trainer.step, PIECE_SECONDS)
        yield Progress(trainer.step / steps)
    return trainer


def run_to_completion(work: TaskRun[Result]) -> Result:
    """Do all of a work at once."""
    try:
        while True:
            next(work)
    except StopIteration as finished:
        result: Result = finished.value
        return result


class Job:
    """Tasks that are done one after the other, a time slice a call.

    `keep` gets each task with its result as soon as it is done. Whoever calls for the next slice
    while one is under way gets nothing done: the pages of one session can run at the same time.
    """

    def __init__(self, tasks: Sequence[Task], keep: Callable[[Task, Any], None]) -> None:
        self.tasks = tuple(tasks)
        self.present: tuple[Task, Any] | None = None
        """The task under way, and what it has found so far, or None where it does not tell."""
        self._keep = keep
        self._waiting = deque(tasks)
        self._left = len(tasks)
        self._cost = sum(task.cost for task in tasks)
        self._done = 0.0
        self._share = 0.0
        self._work: TaskRun[Any] | None = None
        self._called: float | None = None
        self._seconds = 0.0
        self._slice = Lock()

    @property
    def finished(self) -> bool:
        """Whether every task is over, and its result kept."""
        return not self._left

    @property
    def share(self) -> float:
        """How much of all is done, from 0 to 1."""
        return (self._done + self._share) / self._cost if self._cost else 1.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds that the rest takes if it goes on as before; None until that can be said."""
        return self._seconds * (1 / self.share - 1) if self.share and self._seconds else None

    def advance(self, seconds: float) -> None:
        """Work for about so many seconds, a piece at least.

        What a task raises comes through; that task is over then.
        """
        if not self._slice.acquire(blocking=False):
            return
        try:
            self._advance(seconds)
        finally:
            self._slice.release()

    def _advance(self, seconds: float) -> None:
        now = time.perf_counter()
        if self._called is not None:
            self._seconds += min(now - self._called, LONGEST_PAUSE)
        self._called = now
        while not self.finished:
            self._do_piece()
            if time.perf_counter() >= now + seconds:
                break

    def _do_piece(self) -> None:
        if self.present is None:
            task = self._waiting.popleft()
            self._work, self.present = task.run(), (task, None)
        task, _ = self.present
        assert self._work is not None
        try:
            progress = next(self._work)
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
        self._share, self.present, self._work = 0.0, None, None
        self._left -= 1
