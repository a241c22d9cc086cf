"""Whether the server makes progress."""

import asyncio
import json
import threading

import pytest

from web.server import health
from web.server.health import STUCK_SECONDS, serve_health
from web.server.scheduler import FairScheduler


@pytest.fixture
def scheduler(clock, monkeypatch):
    scheduler = FairScheduler(0.8, clock, sleep=lambda _: None)
    monkeypatch.setattr(health, "SCHEDULER", scheduler)
    return scheduler


def ask():
    """Code and body of the answer."""
    answer = asyncio.run(serve_health(None))
    return answer.status_code, json.loads(answer.body)


def test_a_server_without_anybody_is_well(scheduler, clock):
    clock.now += 1e6
    code, body = ask()
    assert (code, body["status"], body["turn_age"], body["sessions_inside"]) == (200, "ok", 0, 0)


def test_training_is_progress_and_a_turn_that_never_ends_is_none(scheduler, clock):
    for _ in range(3):
        with scheduler.slice("one", 0.3):
            clock.now += STUCK_SECONDS - 1
            assert ask()[0] == 200
    with scheduler.slice("one", 0.3):
        clock.now += STUCK_SECONDS + 1
        code, body = ask()
        assert (code, body["status"], body["turn_age"]) == (503, "stuck", STUCK_SECONDS + 1)
    assert ask()[0] == 200


def test_who_goes_on_without_a_turn_hides_nothing(scheduler, clock, monkeypatch):
    monkeypatch.setattr("web.server.scheduler.LONGEST_WAIT", 0.01)
    with scheduler.slice("stuck", 0.3):
        clock.now += STUCK_SECONDS + 1
        with scheduler.slice("other", 0.3):
            pass
        assert ask()[1]["status"] == "stuck"


def test_the_next_turn_has_an_age_of_its_own(scheduler, clock):
    began, may_end = threading.Event(), threading.Event()

    def next_one():
        with scheduler.slice("next", 0.3):
            began.set()
            may_end.wait(60)

    thread = threading.Thread(target=next_one)
    with scheduler.slice("first", 0.3):
        thread.start()
        while not scheduler.waiting:
            thread.join(0.001)
        clock.now += STUCK_SECONDS
    assert began.wait(60)
    clock.now += 2
    assert ask()[1]["turn_age"] == 2
    may_end.set()
    thread.join(60)
