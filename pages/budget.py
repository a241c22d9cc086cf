"""Who may compute, and for how long: one budget for all sessions of the process.

Every session that trains gets the same share of the processor. Its credit grows with time, and what
it computes is taken from it; who has none waits. A network whose single step takes longer than a
slice leaves its session with a debt: it slows itself, and not the others.
"""

import os
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock

import streamlit as st

from pages.deployment import DEPLOYMENT

ACTIVE_SECONDS = 3.0
"""Seconds after its last slice until a session no longer counts: longer than a slow tick."""

SAVED_SECONDS = 1.0
"""Seconds of its share that a session can save up: what a pause brings, and no more."""

SHORTEST_SLICE = 0.01
"""Seconds that a slice is worth having: a few steps and a picture."""

LONGEST_WAIT = 1.0
"""Seconds after which a tick goes on in any case: nobody waits for ever on a busy server."""


@dataclass
class _Account:
    credit: float
    seen: float


class Budget:
    """Shares out `capacity` processors among the sessions that compute.

    `clock` tells the time, `spent` how long the calling thread has computed, in seconds.
    """

    def __init__(
        self,
        capacity: float,
        clock: Callable[[], float] = time.monotonic,
        spent: Callable[[], float] = time.thread_time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.capacity = capacity
        self._clock, self._spent, self._sleep = clock, spent, sleep
        self._accounts: dict[Hashable, _Account] = {}
        self._lock = Lock()
        self._places = BoundedSemaphore(max(1, round(capacity)))

    @property
    def active(self) -> int:
        """Number of sessions that compute at present."""
        with self._lock:
            self._forget(self._clock())
            return len(self._accounts)

    @contextmanager
    def slice(self, session: Hashable, wanted: float) -> Iterator[float]:
        """Wait for the session's turn; what is yielded is how many seconds it may compute then.

        At most what is `wanted`, and at least SHORTEST_SLICE.
        """
        self._sleep(self._wait(session))
        got_place = self._places.acquire(timeout=LONGEST_WAIT)
        begin = self._spent()
        try:
            yield min(wanted, max(self._credit(session), SHORTEST_SLICE))
        finally:
            self._charge(session, self._spent() - begin)
            if got_place:
                self._places.release()

    def _wait(self, session: Hashable) -> float:
        """Seconds until the session's credit is worth a slice."""
        with self._lock:
            account, rate = self._present(session)
            return min(max(SHORTEST_SLICE - account.credit, 0.0) / rate, LONGEST_WAIT)

    def _credit(self, session: Hashable) -> float:
        with self._lock:
            return self._present(session)[0].credit

    def _charge(self, session: Hashable, seconds: float) -> None:
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
        """Close the accounts of sessions that compute no more; their debts are forgiven."""
        for session, account in list(self._accounts.items()):
            if now - account.seen > ACTIVE_SECONDS:
                del self._accounts[session]


def _processors() -> int:
    """Processors that this process may use; not every system can tell, but all say how many are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


BUDGET = Budget(_processors() * DEPLOYMENT.training_share)
"""The budget of this process."""


def may_compute(wanted: float) -> AbstractContextManager[float]:
    """Wait for this session's turn; see `Budget.slice`."""
    return BUDGET.slice(st.session_state.setdefault("account", object()), wanted)
