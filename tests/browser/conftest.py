"""A real server and a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.laboratory_page import LaboratoryPage
from tests.browser.live_page import LivePage

ROOT = Path(__file__).parents[2]

# Two workers, each with a server and a browser, share what may be two busy cores.
expect.set_options(timeout=20_000)

# Keep a headless Chromium from talking to anybody but the server under test.
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch_arguments() -> dict[str, object]:
    """What Playwright launches: the system's Chromium where there is one, else its own."""
    names = ("chromium", "google-chrome", "chromium-browser")
    found = next(filter(None, map(shutil.which, names)), None)
    return {"args": list(_QUIET)} | ({"executable_path": found} if found else {})


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return launch_arguments()


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {"viewport": {"width": 1280, "height": 720}}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`streamlit run dashboard.py` on a port of its own, with more in its environment."""

    def __init__(self, log: Path, **environment: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/"
        self.log = log
        streamlit = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
        options = ["--server.address=127.0.0.1", f"--server.port={port}"]
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [*streamlit, *options],
                cwd=ROOT,
                stdout=output,
                stderr=output,
                env={**os.environ, **environment},
            )
        self._wait_until_healthy()

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                with urllib.request.urlopen(f"{self.url}_stcore/health", timeout=1) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                continue
        raise AssertionError(f"the server did not start\n{self.log.read_text()}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server") / "log.txt")
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text()


@pytest.fixture
def live(page: Page, server: Server) -> Iterator[LivePage]:
    """Open the playground; at the end nothing may have gone wrong in the browser."""
    opened = LivePage(page, server.url)
    yield opened
    assert opened.complaints == []


@pytest.fixture
def laboratory(page: Page, server: Server) -> Iterator[LaboratoryPage]:
    """Open one of the other pages; at the end nothing may have gone wrong in the browser."""
    opened = LaboratoryPage(page, server.url)
    yield opened
    assert opened.complaints == []
