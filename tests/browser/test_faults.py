"""Killed servers, lost networks, failing runs, and disks that cannot be written."""

import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from core import RunConfig
from tests.browser.cable import Cable
from tests.browser.faults import GONE, run_of, shows, unexpected
from tests.browser.live_page import LivePage
from tests.server import ROOT, Server
from web.settings.limits import START

OpenPage = Callable[..., LivePage]


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Servers of a test's own, stopped at its end however it ends."""
    started = []

    def start(log: Path = tmp_path / "log.txt", **how: Any) -> Server:
        started.append(Server(log, **how))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def own_server(start_server: Callable[..., Server]) -> Iterator[Server]:
    """A server that this test may kill."""
    server = start_server()
    yield server
    server.stop()
    assert "Traceback" not in server.log.read_text()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    yield context
    context.close()


def test_a_killed_server_loses_nothing(own_server: Server, context: BrowserContext) -> None:
    live = LivePage(context.new_page(), own_server.url).open("?batch_size=full&seed=3")
    still = LivePage(context.new_page(), own_server.url).open("?seed=4&step=7")
    live.page.bring_to_front()
    live.press("Play").wait("step > 50")
    live.page.get_by_role("slider", name="Learning rate").press("ArrowRight")
    expect(live.title).to_contain_text("η = 0.05")
    live.wait(f"step > {live.step + 50}")

    own_server.kill()
    expect(live.page.get_by_text(GONE)).to_be_visible()
    expect(still.page.get_by_text(GONE)).to_be_visible()
    last = live.played_out()
    assert re.search(rf"step={last}&changes=", live.page.url)
    own_server.start()

    expect(live.page.get_by_text(GONE)).to_be_hidden(timeout=60_000)
    live.wait(f"step > {last + 50}", timeout=60).pause()
    config, uninterrupted = run_of(live.page.url)
    assert [change.field for change in uninterrupted.changes] == ["learning_rate"]
    assert 50 < uninterrupted.changes[0].step <= last
    assert uninterrupted.start.learning_rate == START.learning_rate < config.learning_rate
    assert shows(live, uninterrupted)
    # A page on which nothing was going on is alive as well.
    still.press("Step").wait("step == 8")
    assert shows(still, run_of(still.page.url)[1])
    assert unexpected(live) == unexpected(still) == []


def test_a_reloaded_page_is_where_it_was_and_so_is_the_one_before(live: LivePage) -> None:
    """The address takes over the step a few times a second."""
    live.open("?seed=5").press("Play").wait("step > 100")
    live.page.wait_for_url(re.compile("step="))
    address = live.page.url
    live.page.reload()
    live.wait(f"step >= {run_of(address)[1].step}").settled()
    assert live.data("playing") == "false"
    assert shows(live, run_of(live.page.url)[1])
    reloaded = live.page.url
    live.page.get_by_role("slider", name="Width").press("ArrowRight")
    expect(live.title).to_contain_text("2–5–5–1")
    live.page.go_back()
    expect(live.title).to_contain_text("2–4–4–1")
    live.wait(f"step == {run_of(reloaded)[1].step}").settled()
    assert live.page.url == reloaded


def test_two_tabs_of_one_experiment_do_not_meet(server: Server, context: BrowserContext) -> None:
    one = LivePage(context.new_page(), server.url).open("?seed=6")
    one.press("Play").wait("step > 50").pause()
    two = LivePage(context.new_page(), "").open(one.page.url).wait(f"step == {one.step}")
    two.settled()
    assert two.number("train_loss") == one.number("train_loss")
    two.press("Play").wait(f"step > {one.step + 50}").pause()
    one.press("Step").settled()
    for tab in (one, two):
        assert shows(tab, run_of(tab.page.url)[1])
        assert tab.complaints == []


def test_a_page_goes_on_when_its_network_is_back(
    start_server: Callable[..., Server], context: BrowserContext
) -> None:
    """A short loss is a pause; after a long one, a laptop's sleep, the session is forgotten."""
    server = start_server(
        STREAMLIT_SERVER_WEBSOCKET_PING_INTERVAL="2",
        STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="1",
    )
    cable = Cable(server.port)
    live = LivePage(context.new_page(), cable.url).open("?seed=7")
    live.press("Play").wait("step > 50")
    cable.pull()
    last = live.played_out()
    cable.plug()
    live.wait(f"step > {last + 50}")

    cable.pull()
    last = live.played_out()
    server.wait_for_sessions(0)
    cable.plug()
    live.wait(f"step > {last + 50}", timeout=60).pause()
    assert shows(live, run_of(live.page.url)[1])
    assert unexpected(live) == []
    cable.close()


def test_a_failing_run_is_explained_and_the_others_go_on(
    start_server: Callable[..., Server], context: BrowserContext
) -> None:
    """One run raises, another does not fit into memory; a third one plays on."""
    server = start_server(
        before=[sys.executable, "-c", _WITH_LIMIT, "RLIMIT_AS", str(16 << 30)],
        PYTHONPATH=f"{Path(__file__).parent / 'faulty'}:{ROOT}",
        TRAINSCOPE_LARGEST_WIDTH=str(int(RunConfig.allowed("width").high)),
        TRAINSCOPE_LARGEST_DEPTH=str(int(RunConfig.allowed("hidden_layers").high)),
        TRAINSCOPE_MOST_NUMBERS_A_STEP=str(10**12),
    )
    healthy = LivePage(context.new_page(), server.url).open()
    healthy.press("Play")
    failing = LivePage(context.new_page(), server.url).open("?seed=666")
    failing.press("Play")
    said = failing.page.get_by_text("Training failed, and the server's log says why.")
    expect(said).to_be_visible()
    failing.press("New seed").wait("step == 0").press("Play").wait("step > 20")

    greedy = LivePage(context.new_page(), server.url)
    greedy.page.goto(f"{server.url}?width=1024&hidden_layers=64&ensemble_size=256")
    expect(greedy.page.get_by_text("This network does not fit into memory.")).to_be_visible()
    greedy.page.get_by_role("slider", name="Hidden layers").press("Home")
    greedy.wait("frames >= 1").press("Play").wait("step > 5")

    healthy.wait(f"step > {healthy.step + 50}")
    for live in (healthy, failing, greedy):
        assert "secret" not in live.page.content()
        assert live.complaints == []
    assert "ZeroDivisionError: a secret of the server" in server.log.read_text()


def test_sigterm_ends_the_server_with_exit_status_0(
    own_server: Server, context: BrowserContext
) -> None:
    told = LivePage(context.new_page(), own_server.url).open()
    told.press("Play").wait("step > 20")
    own_server.process.send_signal(signal.SIGTERM)
    assert own_server.process.wait(timeout=10) == 0
    expect(told.page.get_by_text(GONE)).to_be_visible()
    assert unexpected(told) == []


def test_the_app_runs_on_a_read_only_or_full_disk(
    start_server: Callable[..., Server], context: BrowserContext
) -> None:
    """As on a read-only or full disk: the process may not write to any file."""
    # torch, in this process, may have told its children of a folder.
    before = ["env", "--unset=TORCHINDUCTOR_CACHE_DIR"]
    before += [sys.executable, "-c", _WITH_LIMIT, "RLIMIT_FSIZE", "0"]
    server = start_server(Path("/dev/null"), before=before)
    assert psutil.Process(server.process.pid).rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    live = LivePage(context.new_page(), server.url).open("?activation=relu")
    live.press("Play").wait("step > 50").pause()
    assert live.complaints == []


_WITH_LIMIT = """
import os, resource, sys
kind, limit, *command = sys.argv[1:]
resource.setrlimit(getattr(resource, kind), (int(limit), int(limit)))
os.execvp(command[0], command)
"""
"""A program that runs another one within a limit."""
