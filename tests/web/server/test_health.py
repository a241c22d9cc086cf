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
    """Status code and body of /healthz."""
    answer = asyncio.run(serve_health(None))
    return answer.status_code, json.loads(answer.body)


def test_an_idle_server_is_ok(scheduler, clock):
    clock.now += 1e6
    code, body = ask()
    assert (code, body["status"], body["turn_age"], body["sessions_inside"]) == (200, "ok", 0, 0)


def test_a_turn_that_does_not_end_is_stuck(scheduler, clock):
    for _ in range(3):
        with scheduler.turn("one", 0.3):
            clock.now += STUCK_SECONDS - 1
            assert ask()[0] == 200
    with scheduler.turn("one", 0.3):
        clock.now += STUCK_SECONDS + 1
        code, body = ask()
        assert (code, body["status"], body["turn_age"]) == (503, "stuck", STUCK_SECONDS + 1)
    assert ask()[0] == 200


def test_a_session_that_computes_anyway_does_not_hide_a_stuck_turn(scheduler, clock, monkeypatch):
    monkeypatch.setattr("web.server.scheduler.MAX_WAIT_SECONDS", 0.01)
    with scheduler.turn("stuck", 0.3):
        clock.now += STUCK_SECONDS + 1
        with scheduler.turn("other", 0.3):
            pass
        assert ask()[1]["status"] == "stuck"


def test_the_next_turn_has_its_own_age(scheduler, clock):
    began, may_end = threading.Event(), threading.Event()

    def next_turn():
        with scheduler.turn("next", 0.3):
            began.set()
            may_end.wait(60)

    thread = threading.Thread(target=next_turn)
    with scheduler.turn("first", 0.3):
        thread.start()
        while not scheduler.waiting:
            thread.join(0.001)
        clock.now += STUCK_SECONDS
    assert began.wait(60)
    clock.now += 2
    assert ask()[1]["turn_age"] == 2
    may_end.set()
    thread.join(60)
