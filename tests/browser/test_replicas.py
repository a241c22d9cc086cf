"""Servers behind the nginx of `deploy/`: a visitor stays with one, and its death costs nothing."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.balancer import Balancer
from tests.browser.faults import GONE, run_of, shows, unexpected
from tests.browser.live_page import LivePage
from tests.server import Server

COOKIE = "trainscope_visitor"

PLACES = (60, 61)
"""Sessions that each replica admits; they differ so that a test can tell the replicas apart."""

STEPS_A_PICTURE = 5
SLOWLY = f"?ensemble_size=1&speed={STEPS_A_PICTURE}"
"""A run of few steps: they are all trained again, by the other server and by this test."""

WATCH = """() => {
    const shown = window.shown = [];
    const step = ({ target }) => Number(target.dataset.step);
    const note = (changes) => shown.push(...changes.map(step));
    new MutationObserver(note).observe(document, {subtree: true, attributeFilter: ["data-step"]});
}"""
"""Notes in the browser every step that is shown."""


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[list[Server]]:
    """Two servers that this test may kill, and that log as a machine wants it."""
    servers = [
        Server(
            tmp_path / f"{places}.txt",
            TRAINSCOPE_SESSIONS=str(places),
            TRAINSCOPE_LOG_FORMAT="json",
            STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE="true",
        )
        for places in PLACES
    ]
    yield servers
    for server in servers:
        server.stop()


@pytest.fixture
def balancer(replicas: list[Server], tmp_path: Path) -> Iterator[Balancer]:
    upstream = "".join(f"server 127.0.0.1:{replica.port};\n" for replica in replicas)
    running = Balancer(tmp_path, upstream).start()
    yield running
    running.stop()


def get(balancer: Balancer, path: str, visitor: str = "") -> HTTPResponse:
    headers = {"Cookie": f"{COOKIE}={visitor}"} if visitor else {}
    return urllib.request.urlopen(urllib.request.Request(balancer.url + path, headers=headers))


def replica_of(balancer: Balancer, visitor: str) -> int:
    """Which replica answers a visitor."""
    with get(balancer, "healthz", visitor) as answer:
        return PLACES.index(json.load(answer)["places"])


def visitor_of(balancer: Balancer, replica: int) -> str:
    """A visitor whom nginx sends to this replica."""
    names = (f"somebody{number}" for number in range(100))
    return next(name for name in names if replica_of(balancer, name) == replica)


def open_page(browser: Browser, balancer: Balancer, replica: int, query: str) -> LivePage:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    visitor = visitor_of(balancer, replica)
    context.add_cookies([{"name": COOKIE, "value": visitor, "url": balancer.url}])
    return LivePage(context.new_page(), balancer.url).open(query)


def check_routing(balancer: Balancer) -> None:
    """A visitor gets a cookie once, and stays with a replica; nobody sees an operator's numbers."""
    with get(balancer, "healthz") as answer:
        visitor = answer.headers["Set-Cookie"].partition(";")[0].removeprefix(f"{COOKIE}=")
    with get(balancer, "healthz", visitor) as answer:
        assert answer.headers["Set-Cookie"] is None
    assert len({replica_of(balancer, visitor) for _ in range(8)}) == 1
    for path in ("prometheus", "_stcore/metrics"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(balancer, path)


def test_visitors_of_a_killed_replica_go_on_at_the_other(
    browser: Browser, replicas: list[Server], balancer: Balancer
) -> None:
    check_routing(balancer)
    struck = open_page(browser, balancer, 0, f"{SLOWLY}&seed=3")
    other = open_page(browser, balancer, 1, f"{SLOWLY}&seed=4")
    sockets = []
    other.page.on("websocket", lambda socket: sockets.append(socket.url))
    for live in (other, struck):
        live.press("Play").wait("step > 50")
    for replica in replicas:
        replica.wait_for_sessions(1)

    struck.page.evaluate(WATCH)
    replicas[0].kill()
    expect(struck.page.get_by_text(GONE)).to_be_visible()
    expect(struck.page.get_by_text(GONE)).to_be_hidden(timeout=60_000)
    replicas[1].wait_for_sessions(2)
    struck.wait(f"step > {struck.played_out() + 50}", timeout=60)
    shown = struck.page.evaluate("shown")
    # It goes on from the last picture: none is left out, and none is taken back.
    jumps = [(a, b) for a, b in pairwise(shown) if not 0 <= b - a <= STEPS_A_PICTURE]
    assert jumps == [], shown
    struck.pause()
    assert shows(struck, run_of(struck.page.url)[1])

    other.wait(f"step > {other.step + 50}").pause()
    assert shows(other, run_of(other.page.url)[1])
    assert unexpected(struck) == other.complaints == sockets == []

    said = [json.loads(line)["message"] for line in replicas[1].log.read_text().splitlines()]
    assert said[0] == "server started"
    assert said.count("session admitted") == said.count("run started") == 2
    for live in (struck, other):
        live.page.context.close()
