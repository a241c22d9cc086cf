"""The scheduler that all sessions of this process share: who computes next, and for how long.

One session computes at a time. Threads that compute side by side take the interpreter from each
other at every call into torch: with forty sessions that left a fifth of the steps, and two at a
time were no faster than one. More processors are used by more processes.

A browser is told when to ask for the next turn (`Turn.retry_after`), so that it waits where waiting
costs nothing and the queue stays short.
"""

import heapq
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Lock

from web.server.deployment import DEPLOYMENT
from web.server.metrics import METRICS, Metrics
from web.server.server_state import server_state

ROUND_SECONDS = 1.0
"""Processor seconds in which every active session gets a turn: with n sessions, a turn takes at
most ROUND_SECONDS / n."""

ACTIVE_SECONDS = 6.0
"""Seconds after its last turn during which a session counts as active: longer than a round on a
full server, including the time between turns."""

SAVED_SECONDS = 2.0
"""Seconds of its share that a session can save up while it does not compute."""

OVERDRAFT_SECONDS = 0.5
"""Processor seconds that a session may owe while its interactive turns still go first. A person who
tries several networks in a row gets an answer to each, and plays more slowly afterwards."""

MIN_TURN_SECONDS = 0.01
"""Processor seconds of the shortest turn: enough for a few steps and a picture."""

OVERHEAD_SECONDS = 0.01
"""Processor seconds charged for what surrounds a turn: the run of the script, and its messages."""

MAX_WAIT_SECONDS = 2.0
"""Longest wait for credit, and longest wait in the queue. After it a session computes anyway."""


@dataclass(frozen=True)
class Turn:
    """Permission to compute for `seconds` of processor time.

    Call `retry_after()` at the end of the turn: it returns the seconds to wait before asking for
    the next one.
    """

    seconds: float
    retry_after: Callable[[], float]


@dataclass
class _Credit:
    """Processor seconds that a session may use; negative if it owes some."""

    seconds: float
    updated_at: float


@dataclass(order=True)
class _Waiter:
    priority: tuple[bool, int]
    acquired: Event = field(default_factory=Event, compare=False)


class _PriorityLock:
    """A lock that goes to interactive waiters first, and among equals in order of arrival."""

    def __init__(self) -> None:
        self._free = True
        self._waiters: list[_Waiter] = []
        self._arrivals = count()
        self._lock = Lock()

    @property
    def waiting(self) -> int:
        """Number of threads that wait for the lock."""
        return len(self._waiters)

    def acquire(self, interactive: bool) -> bool:
        """Wait for the lock; return False after MAX_WAIT_SECONDS without it."""
        with self._lock:
            if self._free:
                self._free = False
                return True
            waiter = _Waiter((not interactive, next(self._arrivals)))
            heapq.heappush(self._waiters, waiter)
        if waiter.acquired.wait(MAX_WAIT_SECONDS):
            return True
        with self._lock:
            if waiter.acquired.is_set():  # between the timeout and taking self._lock
                return True
            self._waiters.remove(waiter)
            heapq.heapify(self._waiters)
            return False

    def release(self) -> None:
        """Hand the lock to the next waiter."""
        with self._lock:
            if self._waiters:
                heapq.heappop(self._waiters).acquired.set()
            else:
                self._free = True


class FairScheduler:
    """Deficit round robin with credit: gives every active session an equal share of `capacity`.

    `capacity` is in processors. `clock` returns the time, `cpu_time` the processor time of the
    calling thread, both in seconds.

    The algorithm is deficit round robin (Shreedhar and Varghese 1996, IEEE/ACM Transactions on
    Networking 4(3)): a session's deficit counter is its credit, and the cost of a turn is taken
    from it. It differs from the paper in five points:

    1. Credit grows with time, by `capacity / active sessions` a second, and not by one quantum a
       round. Capacity that nobody uses stays unused: it is what serves pages.
    2. A turn is charged after it has ended, because one training step may take longer than the turn
       (surplus round robin: Adiseshu, Parulkar and Varghese 1996, SIGCOMM). Credit becomes negative
       then, and the session waits longer; the others do not.
    3. The order is that of arrival, not that of a list. Interactive turns, which a person has just
       asked for, go first and need no credit, unless the session owes OVERDRAFT_SECONDS or more.
    4. A session that does not compute keeps its credit, up to SAVED_SECONDS of its share. The paper
       sets it to zero.
    5. No wait is longer than MAX_WAIT_SECONDS; a session that has waited so long computes anyway.
    """

    def __init__(
        self,
        capacity: float,
        clock: Callable[[], float] = time.monotonic,
        cpu_time: Callable[[], float] = time.thread_time,
        sleep: Callable[[float], None] = time.sleep,
        metrics: Metrics = METRICS,
    ) -> None:
        self.capacity = capacity
        self._clock, self._cpu_time, self._sleep = clock, cpu_time, sleep
        self._metrics = metrics
        self._credits: dict[Hashable, _Credit] = {}
        self._turn_began: float | None = None
        self._lock = Lock()
        self._processor = _PriorityLock()

    @property
    def active(self) -> int:
        """Number of sessions that computed in the last ACTIVE_SECONDS, or owe time."""
        with self._lock:
            self._drop_inactive(self._clock())
            return len(self._credits)

    @property
    def waiting(self) -> int:
        """Number of sessions that wait in the queue."""
        return self._processor.waiting

    @property
    def turn_age(self) -> float:
        """Seconds since the present turn began; 0 if nobody computes."""
        began = self._turn_began
        return 0.0 if began is None else self._clock() - began

    @contextmanager
    def turn(
        self, session: Hashable, max_seconds: float, interactive: bool = False
    ) -> Iterator[Turn]:
        """Wait for the session's next turn, of at most `max_seconds`; charge it when it ends.

        An `interactive` turn does not wait for credit and goes first, unless the session has
        overdrawn its credit by OVERDRAFT_SECONDS.
        """
        asked_at = self._clock()
        wait = self._seconds_until_credit(session, MIN_TURN_SECONDS)
        if not interactive:
            self._sleep(min(wait, MAX_WAIT_SECONDS))
        goes_first = interactive and self._credit(session) > -OVERDRAFT_SECONDS
        acquired = self._processor.acquire(goes_first)
        now = self._clock()
        self._metrics.turn_wait_seconds.observe(now - asked_at)
        if acquired:
            self._turn_began = now
        cpu_at_start = self._cpu_time()

        def cost() -> float:
            return self._cpu_time() - cpu_at_start + OVERHEAD_SECONDS

        try:
            longest = min(max_seconds, ROUND_SECONDS / max(self.active, 1))
            affordable = min(longest, self._credit(session))
            seconds = min(max_seconds, max(affordable, MIN_TURN_SECONDS))
            yield Turn(seconds, lambda: self._seconds_until_credit(session, longest + cost()))
        finally:
            self._charge(session, cost())
            if acquired:
                self._turn_began = None  # before release(): the next turn sets it at once
                self._processor.release()

    def _seconds_until_credit(self, session: Hashable, wanted: float) -> float:
        """Seconds until the session has `wanted` seconds of credit."""
        with self._lock:
            credit, rate = self._update(session)
            return max(wanted - credit.seconds, 0.0) / rate

    def _credit(self, session: Hashable) -> float:
        with self._lock:
            return self._update(session)[0].seconds

    def _charge(self, session: Hashable, seconds: float) -> None:
        self._metrics.turn_seconds.inc(seconds)
        with self._lock:
            self._update(session)[0].seconds -= seconds

    def _update(self, session: Hashable) -> tuple[_Credit, float]:
        """The session's credit as of now, and how many seconds it grows by a second.

        A session without credit is new: it begins with all that it could have saved up.
        """
        now = self._clock()
        credit = self._credits.get(session)
        if credit:
            rate = self.capacity / len(self._credits)
            grown = credit.seconds + (now - credit.updated_at) * rate
            credit.seconds = min(grown, SAVED_SECONDS * rate)
            credit.updated_at = now
        self._drop_inactive(now)
        rate = self.capacity / (len(self._credits) + (credit is None))
        if credit is None:
            credit = self._credits[session] = _Credit(SAVED_SECONDS * rate, now)
        return credit, rate

    def _drop_inactive(self, now: float) -> None:
        """Forget sessions that have not computed for ACTIVE_SECONDS and owe nothing."""
        rate = self.capacity / max(len(self._credits), 1)
        for session, credit in list(self._credits.items()):
            idle = now - credit.updated_at
            if idle > ACTIVE_SECONDS and credit.seconds + idle * rate >= 0:
                del self._credits[session]


SCHEDULER = FairScheduler(DEPLOYMENT.training_share)
"""The scheduler of this process."""

METRICS.add_gauge("trainscope_training_sessions", "Sessions that train.", lambda: SCHEDULER.active)
METRICS.add_gauge(
    "trainscope_turns_waiting", "Sessions that wait for a turn.", lambda: SCHEDULER.waiting
)
METRICS.add_gauge(
    "trainscope_turn_age_seconds", "Age of the present turn.", lambda: SCHEDULER.turn_age
)
METRICS.add_gauge(
    "trainscope_training_share",
    "Processor seconds that turns may take a second, of all sessions together.",
    lambda: SCHEDULER.capacity,
)


def may_compute(max_seconds: float, interactive: bool = False) -> AbstractContextManager[Turn]:
    """Wait for this session's turn to compute; see `FairScheduler.turn`."""
    return SCHEDULER.turn(server_state().account, max_seconds, interactive)
