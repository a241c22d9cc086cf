"""Who may compute, and for how long, on a clock that the test turns."""

import threading
from collections import Counter

import pytest

from pages.budget import ACTIVE_SECONDS, LONGEST_WAIT, SHORTEST_SLICE, Budget


class Machine:
    """One processor: whoever computes or sleeps moves its clock."""

    def __init__(self, capacity=0.5):
        self.now = self.computed = 0.0
        self.slept = []
        self.budget = Budget(capacity, lambda: self.now, lambda: self.computed, self.sleep)

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def turn(self, steps, got):
        """Let every session compute whose turn it is; `steps` are the seconds of a step of each."""
        for session, step in steps.items():
            if self.budget._wait(session) == 0:
                got[session] += self.compute(session, step)
        self.now += 0.01

    def compute(self, session, step, wanted=0.3):
        """Take steps of so many seconds until the slice is over; return how long that took."""
        before = self.computed
        with self.budget.slice(session, wanted) as seconds:
            while self.computed - before < seconds:
                self.computed += step
                self.now += step
        return self.computed - before


def test_a_session_alone_gets_its_whole_share():
    machine = Machine(capacity=0.5)
    while machine.now < 100:
        machine.compute("alone", step=0.001)
    assert machine.computed / machine.now == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("sessions", [2, 10, 40])
def test_sessions_get_equal_shares_of_it(sessions):
    machine, got = Machine(capacity=0.5), Counter()
    steps = dict.fromkeys(range(sessions), 0.001)
    for end in (20, 220):  # who comes first finds more; that is not to be seen for long
        got.clear()
        while machine.now < end:
            machine.turn(steps, got)
    assert max(got.values()) / min(got.values()) < 1.05
    assert sum(got.values()) / 200 <= 0.55


def test_who_takes_long_steps_slows_itself_and_not_the_others():
    machine, got = Machine(capacity=0.5), Counter()
    steps = {"huge": 0.5, "small": 0.001, "other": 0.001}
    while machine.now < 300:
        machine.turn(steps, got)
    assert got["huge"] <= 1.2 * got["small"]
    assert got["small"] == pytest.approx(got["other"], rel=0.1)


def test_nobody_waits_longer_than_the_bound():
    machine = Machine(capacity=0.5)
    for _ in range(20):
        machine.compute("huge", step=5.0)
    assert max(machine.slept) <= LONGEST_WAIT


def test_a_slice_is_what_is_wanted_and_no_longer():
    machine = Machine(capacity=1)
    with machine.budget.slice("a", 0.05) as seconds:
        assert seconds == 0.05


def test_a_slice_is_worth_having():
    machine = Machine(capacity=0.01)
    for _ in range(5):
        with machine.budget.slice("a", 0.3) as seconds:
            assert seconds >= SHORTEST_SLICE
        machine.computed += 1


def test_who_has_stopped_leaves_its_share_to_the_others():
    machine = Machine()
    machine.compute("one", step=0.001)
    machine.compute("two", step=0.001)
    assert machine.budget.active == 2
    machine.now += ACTIVE_SECONDS + 0.1
    machine.compute("two", step=0.001)
    assert machine.budget.active == 1


def test_what_fails_is_charged_and_gives_its_place_back():
    machine = Machine()

    def fail():
        with machine.budget.slice("a", 0.3):
            machine.computed += 7
            raise ValueError

    for _ in range(3):
        with pytest.raises(ValueError):  # noqa: PT011
            fail()
    assert machine.budget._credit("a") < -6


def test_real_threads_share_a_real_processor():
    budget, got, end = Budget(0.5), Counter(), threading.Event()

    def train(session):
        while not end.is_set():
            with budget.slice(session, 0.02) as seconds:
                assert seconds > 0
                got[session] += 1
                enough.release()

    enough = threading.Semaphore(0)
    threads = [threading.Thread(target=train, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(400):
        assert enough.acquire(timeout=60)
    end.set()
    for thread in threads:
        thread.join(timeout=60)
    assert set(got) == set(range(8))
