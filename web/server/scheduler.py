"""Who may compute, and for how long: one budget for all sessions of the process.

Sessions take turns, one at a time. Threads that compute side by side take the interpreter from each
other at every call into torch: forty sessions got a fifth of the steps that way, and two at a time
no more than one. More processors are for more processes. What a person has just asked for goes
before what plays on; otherwise who came first is first.

Every session that trains gets the same share. Its credit grows with time, and what it computes is
taken from it; who has none waits. A network whose single step takes longer than a turn leaves its
session with a debt: it slows itself, and not the others. Browsers are told when the next turn will
be worth asking for, so that they wait where they cost nothing, and the queue stays short.
"""

import heapq
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Lock

import streamlit as st

from web.server.deployment import DEPLOYMENT
from web.server.metrics import METRICS, Metrics

ROUND_SECONDS = 1.0
"""Seconds of computing within which every session has had its turn, where they are many."""

ACTIVE_SECONDS = 6.0
"""Seconds after its last turn until a session no longer counts: longer than a round of a full
server, with what is around the turns."""

SAVED_SECONDS = 2.0
"""Seconds of its share that a session can save up: what a pause brings, and no more. A turn costs
less than that, wherever the capacity is worth the name."""

OVERDRAFT_SECONDS = 0.5
"""Seconds of debt with which what a person asks for is still urgent: who tries a few networks one
after the other has an answer to each, and plays more slowly afterwards."""

SHORTEST_SLICE = 0.01
"""Seconds that a turn is worth having: a few steps and a picture."""

AROUND_SECONDS = 0.01
"""Seconds that the run of the script and the message around a turn take, which are charged too."""

LONGEST_WAIT = 2.0
"""Seconds for credit, and for a turn, after which a session goes on in any case: its browser would
soon ask once more."""


@dataclass(frozen=True)
class Slice:
    """A turn of a session: the `seconds` that it may take.

    `rest()`, asked at the end of it, says how many seconds to let go by before the next one.
    """

    seconds: float
    retry_after: Callable[[], float]


@dataclass
class _Account:
    credit: float
    seen: float


@dataclass(order=True)
class _Waiting:
    rank: tuple[bool, int]
    called: Event = field(default_factory=Event, compare=False)


class _Queue:
    """One at a time: first who is urgent, then who came first."""

    def __init__(self) -> None:
        self._free = True
        self._waiting: list[_Waiting] = []
        self._numbers = count()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._waiting)

    def enter(self, interactive: bool) -> bool:
        """Wait for the turn; False where it did not come for too long."""
        with self._lock:
            if self._free:
                self._free = False
                return True
            waiting = _Waiting((not interactive, next(self._numbers)))
            heapq.heappush(self._waiting, waiting)
        if waiting.called.wait(LONGEST_WAIT):
            return True
        with self._lock:
            if waiting.called.is_set():  # in the last moment
                return True
            self._waiting.remove(waiting)
            heapq.heapify(self._waiting)
            return False

    def leave(self) -> None:
        """Call the next one."""
        with self._lock:
            if self._waiting:
                heapq.heappop(self._waiting).called.set()
            else:
                self._free = True


class FairScheduler:
    """Shares out `capacity` of a processor among the sessions that compute.

    `clock` tells the time, `spent` how long the calling thread has computed, in seconds; `metrics`
    count turns.
    """

    def __init__(
        self,
        capacity: float,
        clock: Callable[[], float] = time.monotonic,
        spent: Callable[[], float] = time.thread_time,
        sleep: Callable[[float], None] = time.sleep,
        metrics: Metrics = METRICS,
    ) -> None:
        self.capacity = capacity
        self._clock, self._spent, self._sleep = clock, spent, sleep
        self._metrics = metrics
        self._accounts: dict[Hashable, _Account] = {}
        self._turn_began: float | None = None
        self._lock = Lock()
        self._queue = _Queue()

    @property
    def active(self) -> int:
        """Number of sessions that compute at present."""
        with self._lock:
            self._forget(self._clock())
            return len(self._accounts)

    @property
    def waiting(self) -> int:
        """Number of sessions that wait for their turn."""
        return len(self._queue)

    @property
    def turn_age(self) -> float:
        """Seconds since the present turn began; 0 where nobody computes."""
        began = self._turn_began
        return 0.0 if began is None else self._clock() - began

    @contextmanager
    def slice(self, session: Hashable, wanted: float, interactive: bool = False) -> Iterator[Slice]:
        """Wait for the session's turn, which may take at most as many seconds as are `wanted`.

        An `interactive` slice does not wait for credit, and goes before the others unless the
        session is deep in debt.
        """
        came = self._clock()
        wait = self._wait(session, SHORTEST_SLICE)
        if not interactive:
            self._sleep(min(wait, LONGEST_WAIT))
        called = self._queue.enter(interactive and self._credit(session) > -OVERDRAFT_SECONDS)
        now = self._clock()
        self._metrics.turn_wait_seconds.observe(now - came)
        if called:
            self._turn_began = now
        begin = self._spent()

        def cost() -> float:
            return self._spent() - begin + AROUND_SECONDS

        try:
            longest = min(wanted, self._part_of_a_round())
            seconds = min(wanted, max(min(longest, self._credit(session)), SHORTEST_SLICE))
            yield Slice(seconds, lambda: self._wait(session, longest + cost()))
        finally:
            self._charge(session, cost())
            if called:
                self._turn_began = None  # before the next one is called, whose turn begins then
                self._queue.leave()

    def _wait(self, session: Hashable, seconds: float) -> float:
        """Seconds until the session's credit is so large."""
        with self._lock:
            account, rate = self._present(session)
            return max(seconds - account.credit, 0.0) / rate

    def _part_of_a_round(self) -> float:
        """Seconds that a turn may take at most."""
        return ROUND_SECONDS / max(self.active, 1)

    def _credit(self, session: Hashable) -> float:
        with self._lock:
            return self._present(session)[0].credit

    def _charge(self, session: Hashable, seconds: float) -> None:
        self._metrics.turn_seconds.inc(seconds)
        with self._lock:
            self._present(session)[0].credit -= seconds

    def _present(self, session: Hashable) -> tuple[_Account, float]:
        """The session's account, with what has come since, and what comes a second."""
        now = self._clock()
        account = self._accounts.get(session)
        if account:
            rate = self.capacity / len(self._accounts)
            most = SAVED_SECONDS * rate
            account.credit = min(account.credit + (now - account.seen) * rate, most)
            account.seen = now
        self._forget(now)
        rate = self.capacity / (len(self._accounts) + (account is None))
        if account is None:
            account = self._accounts[session] = _Account(SAVED_SECONDS * rate, now)
        return account, rate

    def _forget(self, now: float) -> None:
        """Close the accounts of sessions that compute no more, and owe nothing."""
        rate = self.capacity / max(len(self._accounts), 1)
        for session, account in list(self._accounts.items()):
            away = now - account.seen
            if away > ACTIVE_SECONDS and account.credit + away * rate >= 0:
                del self._accounts[session]


SCHEDULER = FairScheduler(DEPLOYMENT.training_share)
"""The budget of this process."""

METRICS.show("trainscope_training_sessions", "Sessions that train.", lambda: SCHEDULER.active)
METRICS.show(
    "trainscope_turns_waiting", "Sessions that wait for a turn.", lambda: SCHEDULER.waiting
)
METRICS.show("trainscope_turn_age_seconds", "Age of the present turn.", lambda: SCHEDULER.turn_age)
METRICS.show(
    "trainscope_training_share",
    "Processor seconds that turns may take a second, of all sessions together.",
    lambda: SCHEDULER.capacity,
)


def may_compute(wanted: float, interactive: bool = False) -> AbstractContextManager[Slice]:
    """Wait for this session's turn; see `Budget.slice`."""
    return SCHEDULER.slice(st.session_state.setdefault("account", object()), wanted, interactive)
