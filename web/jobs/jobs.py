"""Long work on a page: a button, a bar with the time left, and Cancel, which keeps what is done.

A session does one job at a time, in slices. Its browser asks for a slice once the page shows the
last one: a hidden tab does not ask, and other sessions compute between two slices.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import streamlit as st
from cachetools import LRUCache

from core.tasks import Job, Task
from web.charts.chart import chart_state
from web.server.admission import keep_place
from web.server.ask_again import ask_again
from web.server.deployment import DEPLOYMENT
from web.server.errors import log_and_describe
from web.server.scheduler import may_compute

SLICE_SECONDS = 0.3
"""Longest slice, in seconds: after each the bar moves on, and a click on Cancel is seen."""

MOST_RESULTS = 4096
"""Results that a server keeps for all its visitors."""

Draw = Callable[[Mapping[Any, Any]], None]


class Results:
    """Results of tasks, shared by all sessions; the least recently used ones are dropped."""

    def __init__(self, most: int) -> None:
        self._by_task: LRUCache[Task, Any] = LRUCache(most)
        self._lock = Lock()  # reading reorders the cache

    def get(self, task: Task) -> Any:
        """The result of a task; None if it is not known."""
        with self._lock:
            return self._by_task.get(task)

    def put(self, task: Task, result: Any) -> None:
        """Keep the result of a task. Tasks with equal fields have equal results."""
        with self._lock:
            self._by_task[task] = result


RESULTS = Results(MOST_RESULTS)
"""The results of this process."""


@dataclass
class JobState:
    """The work of a session, of which it does one at a time."""

    name: str = ""
    """Which work it is: each page that has some names its own."""

    job: Job | None = None
    """Set by `start`; None again once it is finished, cancelled or failed."""

    error: str | None = None
    """Why it failed, until the next one is started."""


def _job_state() -> JobState:
    """The session's JobState, made when it is first asked for."""
    state: JobState = st.session_state.setdefault("job_state", JobState())
    return state


def start(name: str, tasks: Sequence[Task]) -> None:
    """Start the work `name` in place of the present one. For callbacks.

    It does those tasks whose results are not known, up to `largest_sweep` of the deployment.
    """
    missing = [task for task in tasks if result_of(task) is None][: DEPLOYMENT.largest_sweep]
    state = _job_state()
    state.name, state.error = name, None
    state.job = Job(missing, RESULTS.put) if missing else None


def cancel() -> None:
    """Stop the present work; its finished tasks keep their results. For callbacks."""
    _job_state().job = None


def result_of(task: Task) -> Any:
    """The result of a task, whichever session it was done for; None if it is not known yet."""
    return RESULTS.get(task)


def is_under_way(name: str) -> bool:
    """Whether the session is doing this work."""
    return _job(name) is not None


def work(name: str, tasks: Sequence[Task], label: str, draw: Draw) -> None:
    """Draw a button that starts `tasks`, their progress and, with `draw`, their results.

    `draw` is called after every slice with the results by task, and the partial result of the task
    under way. A click on the button, which says `label`, starts the tasks whose results are not
    known. Work is cancelled if the page no longer asks for all of its tasks.
    """
    job = _job(name)
    if job and not set(job.tasks) <= set(tasks):
        cancel()
        job = None
    chart_state().clicked = False  # the page is drawn now, with what the click has changed
    _work(name, tuple(tasks), label, draw, job is not None)


@st.fragment
def _work(name: str, tasks: tuple[Task, ...], label: str, draw: Draw, was_running: bool) -> None:
    keep_place()
    job, retry_after = _job(name), 0.0
    if job:
        retry_after = _advance(job)
        if job.finished:
            cancel()
    if is_under_way(name) != was_running or chart_state().clicked:
        st.rerun()  # the page around this fragment has to be drawn again
    results = {task: result_of(task) for task in tasks}
    if job and job.present:
        task, partial_result = job.present
        results[task] = partial_result
    found = {task: result for task, result in results.items() if result is not None}
    _show_progress(name, tasks, label, job, len(found))
    draw(found)
    if job:
        ask_again(retry_after)


def _advance(job: Job) -> float:
    """Do a slice of a job; return how many seconds the browser should wait before the next one."""
    try:
        with may_compute(SLICE_SECONDS) as granted:
            job.advance(granted.seconds)
            return granted.retry_after()
    except Exception as error:
        _fail(log_and_describe(error, "This failed", "What was finished is kept."))
    return 0.0


def _fail(error: str) -> None:
    cancel()
    _job_state().error = error


def _show_progress(
    name: str, tasks: Sequence[Task], label: str, job: Job | None, found: int
) -> None:
    if error := _job_state().error:
        st.error(error)
    with st.container(horizontal=True, vertical_alignment="center"):
        if job:
            st.button("Cancel", key=f"{name}_cancel", on_click=cancel)
            st.progress(min(job.share, 1.0), _how_far(job))
        else:
            done = found == len(tasks)
            st.button(
                _words(label, found, len(tasks)),
                key=f"{name}_run",
                type="primary",
                on_click=start,
                args=(name, tasks),
                disabled=done,  # not removed, so that what is below it does not move
            )
            if len(tasks) > 1 and found:
                st.caption("All are done." if done else f"{found} of {len(tasks)} are done.")


def _words(label: str, found: int, tasks: int) -> str:
    """The label of the button: what a click does."""
    left, most = tasks - found, DEPLOYMENT.largest_sweep
    if left > most:
        return f"{label} ({most} of {left} left)"
    return f"{label} ({left} left)" if 0 < found < tasks else label


def _how_far(job: Job) -> str:
    left = job.seconds_left
    return f"{job.share:.0%}" + ("" if left is None else f" · {_spoken(left)} left")


def _spoken(seconds: float) -> str:
    """A time in words, rounded."""
    if seconds < 90:
        return f"about {max(round(seconds), 1)} s"
    return f"about {round(seconds / 60)} min"


def _job(name: str) -> Job | None:
    state = _job_state()
    return state.job if state.name == name else None
