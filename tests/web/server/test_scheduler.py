"""Who may compute, and for how long, on a clock that the test turns."""

import threading
from collections import Counter

import pytest

from web.server.scheduler import (
    ACTIVE_SECONDS,
    AROUND_SECONDS,
    LONGEST_WAIT,
    OVERDRAFT_SECONDS,
    ROUND_SECONDS,
    SHORTEST_SLICE,
    FairScheduler,
)


class Machine:
    """One processor: whoever computes or sleeps moves its clock."""

    def __init__(self, capacity=0.5):
        self.now = self.computed = 0.0
        self.slept = []
        self.asks_at = {}
        self.scheduler = FairScheduler(
            capacity, lambda: self.now, lambda: self.computed, self.sleep
        )

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def turn(self, steps, got):
        """Let every session compute whose turn it is; `steps` are the seconds of a step of each."""
        for session, step in steps.items():
            if self.now >= self.asks_at.get(session, 0.0):
                before = self.computed
                self.asks_at[session] = self.now + self.compute(session, step)
                got[session] += self.computed - before
        self.now += 0.01

    def compute(self, session, step, wanted=0.3):
        """Take steps of so many seconds until the slice is over; return how long to rest then."""
        before = self.computed
        with self.scheduler.slice(session, wanted) as granted:
            while self.computed - before < granted.seconds:
                self.computed += step
                self.now += step
            self.now += AROUND_SECONDS
            return granted.retry_after()


def test_a_session_alone_gets_its_whole_share():
    machine = Machine(capacity=0.5)
    turns = 0
    while machine.now < 100:
        machine.compute("alone", step=0.001)
        turns += 1
    with_what_is_around = machine.computed + turns * AROUND_SECONDS
    assert with_what_is_around / machine.now == pytest.approx(0.5, abs=0.02)


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
    assert sum(machine.slept) < 0.01 * machine.now  # who rests as told does not wait


def test_who_takes_long_steps_slows_itself_and_not_the_others():
    machine, got = Machine(capacity=0.5), Counter()
    steps = {"huge": 0.5, "small": 0.001, "other": 0.001}
    while machine.now < 300:
        machine.turn(steps, got)
    assert got["huge"] <= 1.3 * got["small"]  # it is charged less for what is around its turns
    assert got["small"] == pytest.approx(got["other"], rel=0.1)


def test_nobody_waits_longer_than_the_bound():
    machine = Machine(capacity=0.5)
    for _ in range(20):
        machine.compute("huge", step=5.0)
    assert max(machine.slept) <= LONGEST_WAIT


def test_a_slice_is_what_is_wanted_and_no_longer():
    machine = Machine(capacity=1)
    with machine.scheduler.slice("a", 0.05) as granted:
        assert granted.seconds == 0.05


def test_a_slice_is_worth_having():
    machine = Machine(capacity=0.01)
    for _ in range(5):
        with machine.scheduler.slice("a", 0.3) as granted:
            assert granted.seconds >= SHORTEST_SLICE
        machine.computed += 1


def test_a_round_of_all_sessions_is_bounded():
    machine = Machine(capacity=1)
    for session in range(50):
        with machine.scheduler.slice(session, 0.3):
            pass
    machine.now += 2  # all have saved up what they can
    granted = []
    for session in range(50):
        with machine.scheduler.slice(session, 0.3) as slice_:
            granted.append(slice_.seconds)
    assert sum(granted) == pytest.approx(ROUND_SECONDS)


def test_a_rest_brings_the_credit_for_another_turn_like_that():
    machine = Machine(capacity=0.5)
    for _ in range(20):
        with machine.scheduler.slice("a", 0.1) as granted:
            machine.computed += 0.1
            machine.now += 0.1
            retry_after = granted.retry_after()
        machine.now += retry_after
    assert retry_after == pytest.approx((0.1 + AROUND_SECONDS) / 0.5 - 0.1, rel=0.01)


def test_who_has_stopped_leaves_its_share_to_the_others():
    machine = Machine()
    machine.compute("one", step=0.001)
    machine.compute("two", step=0.001)
    assert machine.scheduler.active == 2
    machine.now += ACTIVE_SECONDS + 0.1
    machine.compute("two", step=0.001)
    assert machine.scheduler.active == 1


def test_who_owes_is_not_forgotten_by_staying_away():
    machine = Machine(capacity=0.5)
    machine.compute("owing", step=20.0)
    assert machine.compute("owing", step=0.001) > 30  # 20 seconds at half a processor, and more
    machine.now += ACTIVE_SECONDS + 0.1
    assert machine.scheduler.active == 1
    machine.now += 100
    assert machine.scheduler.active == 0


def test_what_fails_is_charged_and_gives_its_place_back():
    machine = Machine()

    def fail():
        with machine.scheduler.slice("a", 0.3):
            machine.computed += 7
            raise ValueError

    for _ in range(3):
        with pytest.raises(ValueError):  # noqa: PT011
            fail()
    assert machine.scheduler._credit("a") < -6


def test_real_threads_share_a_real_processor():
    scheduler, got, end = FairScheduler(0.5), Counter(), threading.Event()

    def train(session):
        while not end.is_set():
            with scheduler.slice(session, 0.02) as granted:
                assert granted.seconds > 0
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
    """Real threads in a queue; `order` says who computed when."""

    def __init__(self, scheduler):
        self.scheduler, self.order, self.threads = scheduler, [], []

    def come(self, name, interactive=False):
        """Let somebody come who computes once, and wait until they are in the queue."""
        before = self.scheduler.waiting

        def compute():
            with self.scheduler.slice(name, 0.01, interactive):
                self.order.append(name)

        self.threads.append(threading.Thread(target=compute))
        self.threads[-1].start()
        while self.scheduler.waiting == before:
            self.threads[-1].join(0.001)

    def finish(self):
        for thread in self.threads:
            thread.join(timeout=60)
        return self.order


def test_who_came_first_is_first_but_for_who_is_urgent():
    scheduler = FairScheduler(capacity=100)
    crowd = Crowd(scheduler)
    with scheduler.slice("present", 0.01):
        for name in ("one", "two"):
            crowd.come(name)
        crowd.come("clicked", interactive=True)
        crowd.come("three")
        crowd.come("clicked too", interactive=True)
    assert crowd.finish() == ["clicked", "clicked too", "one", "two", "three"]


@pytest.mark.parametrize(
    ("owed", "first"), [(OVERDRAFT_SECONDS, "clicked"), (100, "plays")], ids=["little", "much"]
)
def test_who_tries_several_networks_is_urgent_but_not_for_ever(owed, first):
    spent = [0.0]
    scheduler = FairScheduler(capacity=0.5, spent=lambda: spent[0])
    with scheduler.slice("clicked", 0.01, interactive=True):
        spent[0] += owed
    crowd = Crowd(scheduler)
    with scheduler.slice("present", 0.01):
        crowd.come("plays")
        crowd.come("clicked", interactive=True)
    assert crowd.finish()[0] == first


def test_one_at_a_time():
    scheduler, inside, most = FairScheduler(capacity=100), [0], [0]

    def compute(session):
        for _ in range(50):
            with scheduler.slice(session, 0.01):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=compute, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert most == [1]


def test_who_waits_too_long_goes_on_without_a_turn(monkeypatch):
    monkeypatch.setattr("web.server.scheduler.LONGEST_WAIT", 0.01)
    scheduler = FairScheduler(capacity=100)
    with scheduler.slice("slow", 0.01):
        with scheduler.slice("other", 0.01):  # does not hang, and calls nobody when it leaves
            pass
        assert scheduler.waiting == 0
        crowd = Crowd(scheduler)
    crowd.scheduler = scheduler
    with scheduler.slice("next", 0.01):
        pass
