"""The fair scheduler, on a clock that the test sets."""

import threading
from collections import Counter

import pytest

from web.server.scheduler import (
    ACTIVE_SECONDS,
    MAX_WAIT_SECONDS,
    MIN_TURN_SECONDS,
    OVERDRAFT_SECONDS,
    OVERHEAD_SECONDS,
    ROUND_SECONDS,
    FairScheduler,
)


class Machine:
    """One processor: computing and sleeping move its clock."""

    def __init__(self, capacity=0.5):
        self.now = self.computed = 0.0
        self.slept = []
        self.next_turn_at = {}
        self.scheduler = FairScheduler(
            capacity, lambda: self.now, lambda: self.computed, self.sleep
        )

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def run_round(self, steps, got):
        """Let every session compute that has waited long enough.

        `steps` maps session → seconds a step, `got` session → seconds computed so far.
        """
        for session, step in steps.items():
            if self.now >= self.next_turn_at.get(session, 0.0):
                before = self.computed
                self.next_turn_at[session] = self.now + self.compute(session, step)
                got[session] += self.computed - before
        self.now += 0.01

    def compute(self, session, step, max_seconds=0.3):
        """Take steps of `step` seconds until the turn is over; return its `retry_after()`."""
        before = self.computed
        with self.scheduler.turn(session, max_seconds) as turn:
            while self.computed - before < turn.seconds:
                self.computed += step
                self.now += step
            self.now += OVERHEAD_SECONDS
            return turn.retry_after()


def test_a_single_session_gets_the_whole_capacity():
    machine = Machine(capacity=0.5)
    turns = 0
    while machine.now < 100:
        machine.compute("alone", step=0.001)
        turns += 1
    charged = machine.computed + turns * OVERHEAD_SECONDS
    assert charged / machine.now == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("sessions", [2, 10, 40])
def test_sessions_get_equal_shares(sessions):
    machine, got = Machine(capacity=0.5), Counter()
    steps = dict.fromkeys(range(sessions), 0.001)
    for end in (20, 220):  # the first sessions find more capacity, but not for long
        got.clear()
        while machine.now < end:
            machine.run_round(steps, got)
    assert max(got.values()) / min(got.values()) < 1.05
    assert sum(got.values()) / 200 <= 0.55
    assert (
        sum(machine.slept) < 0.01 * machine.now
    )  # a session that keeps to retry_after() does not wait


def test_long_steps_slow_their_own_session_only():
    machine, got = Machine(capacity=0.5), Counter()
    steps = {"huge": 0.5, "small": 0.001, "other": 0.001}
    while machine.now < 300:
        machine.run_round(steps, got)
    assert got["huge"] <= 1.3 * got["small"]  # it has fewer turns, and pays less overhead
    assert got["small"] == pytest.approx(got["other"], rel=0.1)


def test_no_wait_is_longer_than_the_bound():
    machine = Machine(capacity=0.5)
    for _ in range(20):
        machine.compute("huge", step=5.0)
    assert max(machine.slept) <= MAX_WAIT_SECONDS


def test_a_turn_is_no_longer_than_asked_for():
    machine = Machine(capacity=1)
    with machine.scheduler.turn("a", 0.05) as turn:
        assert turn.seconds == 0.05


def test_a_turn_has_a_minimum():
    machine = Machine(capacity=0.01)
    for _ in range(5):
        with machine.scheduler.turn("a", 0.3) as turn:
            assert turn.seconds >= MIN_TURN_SECONDS
        machine.computed += 1


def test_a_round_of_all_sessions_is_bounded():
    machine = Machine(capacity=1)
    for session in range(50):
        with machine.scheduler.turn(session, 0.3):
            pass
    machine.now += 2  # all have saved up as much as they can
    seconds = []
    for session in range(50):
        with machine.scheduler.turn(session, 0.3) as turn:
            seconds.append(turn.seconds)
    assert sum(seconds) == pytest.approx(ROUND_SECONDS)


def test_retry_after_earns_the_credit_for_an_equal_turn():
    machine = Machine(capacity=0.5)
    for _ in range(20):
        with machine.scheduler.turn("a", 0.1) as turn:
            machine.computed += 0.1
            machine.now += 0.1
            retry_after = turn.retry_after()
        machine.now += retry_after
    assert retry_after == pytest.approx((0.1 + OVERHEAD_SECONDS) / 0.5 - 0.1, rel=0.01)


def test_an_inactive_session_leaves_its_share_to_the_others():
    machine = Machine()
    machine.compute("one", step=0.001)
    machine.compute("two", step=0.001)
    assert machine.scheduler.active == 2
    machine.now += ACTIVE_SECONDS + 0.1
    machine.compute("two", step=0.001)
    assert machine.scheduler.active == 1


def test_a_debt_survives_inactivity():
    machine = Machine(capacity=0.5)
    machine.compute("debtor", step=20.0)
    assert machine.compute("debtor", step=0.001) > 30  # 20 seconds at half a processor, and more
    machine.now += ACTIVE_SECONDS + 0.1
    assert machine.scheduler.active == 1
    machine.now += 100
    assert machine.scheduler.active == 0


def test_a_turn_that_raises_is_charged_and_ends():
    machine = Machine()

    def fail():
        with machine.scheduler.turn("a", 0.3):
            machine.computed += 7
            raise ValueError

    for _ in range(3):
        with pytest.raises(ValueError):  # noqa: PT011
            fail()
    assert machine.scheduler._credit("a") < -6


def test_real_threads_all_get_turns():
    scheduler, got, end = FairScheduler(0.5), Counter(), threading.Event()

    def train(session):
        while not end.is_set():
            with scheduler.turn(session, 0.02) as turn:
                assert turn.seconds > 0
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


class Crowd:
    """Real threads in the queue; `order` is the order in which they computed."""

    def __init__(self, scheduler):
        self.scheduler, self.order, self.threads = scheduler, [], []

    def add(self, name, interactive=False):
        """Start a session that computes once, and wait until it is in the queue."""
        before = self.scheduler.waiting

        def compute():
            with self.scheduler.turn(name, 0.01, interactive):
                self.order.append(name)

        self.threads.append(threading.Thread(target=compute))
        self.threads[-1].start()
        while self.scheduler.waiting == before:
            self.threads[-1].join(0.001)

    def finish(self):
        for thread in self.threads:
            thread.join(timeout=60)
        return self.order


def test_interactive_turns_go_first_and_the_others_in_order_of_arrival():
    scheduler = FairScheduler(capacity=100)
    crowd = Crowd(scheduler)
    with scheduler.turn("present", 0.01):
        for name in ("one", "two"):
            crowd.add(name)
        crowd.add("clicked", interactive=True)
        crowd.add("three")
        crowd.add("clicked too", interactive=True)
    assert crowd.finish() == ["clicked", "clicked too", "one", "two", "three"]


@pytest.mark.parametrize(
    ("owed", "first"), [(OVERDRAFT_SECONDS, "clicked"), (100, "plays")], ids=["little", "much"]
)
def test_an_interactive_turn_goes_first_unless_too_much_is_owed(owed, first):
    cpu_time = [0.0]
    scheduler = FairScheduler(capacity=0.5, cpu_time=lambda: cpu_time[0])
    with scheduler.turn("clicked", 0.01, interactive=True):
        cpu_time[0] += owed
    crowd = Crowd(scheduler)
    with scheduler.turn("present", 0.01):
        crowd.add("plays")
        crowd.add("clicked", interactive=True)
    assert crowd.finish()[0] == first


def test_one_session_computes_at_a_time():
    scheduler, inside, most = FairScheduler(capacity=100), [0], [0]

    def compute(session):
        for _ in range(50):
            with scheduler.turn(session, 0.01):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=compute, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert most == [1]


def test_a_session_that_waits_too_long_computes_anyway(monkeypatch):
    monkeypatch.setattr("web.server.scheduler.MAX_WAIT_SECONDS", 0.01)
    scheduler = FairScheduler(capacity=100)
    with scheduler.turn("slow", 0.01):
        with scheduler.turn("other", 0.01):  # does not hang, and does not release the others' lock
            pass
        assert scheduler.waiting == 0
        crowd = Crowd(scheduler)
    crowd.scheduler = scheduler
    with scheduler.turn("next", 0.01):
        pass
