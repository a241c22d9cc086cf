"""A real server, for tests that need one of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`streamlit run dashboard.py` on a port of its own, with more in its environment.

    `before` is what goes before the command, where something shall start it.
    """

    def __init__(self, log: Path, before: Sequence[str] = (), **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.log = log
        self._before, self._environment = before, environment
        self.start()

    def start(self) -> None:
        """Start it; after a `kill`, on the same port."""
        streamlit = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
        options = ["--server.address=127.0.0.1", f"--server.port={self.port}"]
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                [*self._before, *streamlit, *options],
                cwd=ROOT,
                stdout=output,
                stderr=output,
                env={**os.environ, **self._environment},
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
                Event().wait(0.1)  # a start takes seconds, and this machine's processors
        raise AssertionError(f"the server did not start\n{self.log.read_text()}")

    def wait_for_sessions(self, number: int) -> None:
        """Wait until so many sessions have an open connection."""
        self._wait_for("_stcore/metrics", lambda said: f"active_sessions {number}\n" in said)

    def wait_for_training(self, number: int) -> None:
        """Wait until so many sessions compute."""
        self._wait_for("healthz", lambda said: json.loads(said)["training_sessions"] == number)

    def _wait_for(self, path: str, holds: Callable[[str], bool]) -> None:
        """Wait until what the server says at a path is as it should be."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                said = answer.read().decode()
            if holds(said):
                return
            Event().wait(0.2)  # the server has other things to do
        raise AssertionError(f"{path} still says\n{said}")

    def kill(self) -> None:
        """Let it die without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=20)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
