"""A short form of `make fuzz`, and hostile cases that are not random."""

import asyncio
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.error import HTTPError

import pytest
from websockets.exceptions import InvalidStatus

from tests.fuzz.fuzz import fuzz, watched_server
from tests.protocol import connect
from tests.server import ROOT, Server
from web.server.connections import MAX_MESSAGE_BYTES

NAME = "trainscope.example.org"

MOST_MEMORY = 1_000_000_000
"""Bytes: an idle server uses less than half of it."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = watched_server(
        tmp_path_factory.mktemp("fuzz") / "log.txt", TRAINSCOPE_ALLOWED_HOSTS=NAME
    )
    yield running
    running.stop()
    log = running.log.read_text()
    assert "Traceback" not in log
    assert "OUTBOUND" not in log


def test_untrusted_clients_break_nothing(server: Server) -> None:
    seen = fuzz(server, number=150, seed=1)
    assert seen.troubles == []
    assert sum(outcome.sent for outcome in seen.outcomes.values()) == 150
    assert len(seen.ticks) > 5
    assert max(seen.memory) < MOST_MEMORY


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_pages_of_other_sites_are_refused(server: Server, origin: str) -> None:
    """Streamlit alone would ask a service on the internet whether that is its own address."""
    with pytest.raises(InvalidStatus) as refused:
        asyncio.run(connect(server.url, origin=origin))
    assert refused.value.response.status_code == 403
    request = urllib.request.Request(f"{server.url}_stcore/health", headers={"Origin": origin})
    with pytest.raises(HTTPError) as answer:
        urllib.request.urlopen(request, timeout=10)
    assert answer.value.code == 403
    answer.value.close()


@pytest.mark.parametrize(
    ("frame", "code"),
    [("text", 1003), (b"\xff\xff\xff", 1002), (bytes(MAX_MESSAGE_BYTES + 1), 1009)],
)
def test_a_malformed_message_closes_the_connection(
    server: Server, frame: bytes | str, code: int
) -> None:
    async def say() -> int:
        async with await connect(server.url) as socket:
            await socket.send(frame)
            await socket.wait_closed()
        assert socket.close_code
        return socket.close_code

    assert asyncio.run(say()) == code


@pytest.mark.parametrize(("host", "status"), [(NAME, 200), ("localhost", 200), ("evil", 400)])
def test_other_hosts_than_the_allowed_are_refused(server: Server, host: str, status: int) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/_stcore/health", headers={"Host": host})
    answer = connection.getresponse()
    assert answer.status == status
    assert answer.headers["Content-Security-Policy"]
    connection.close()


def test_the_audit_hook_sees_outbound_connections() -> None:
    program = "import socket\ntry: socket.getaddrinfo('example.invalid', 80)\nexcept OSError: pass"
    watched = {**os.environ, "PYTHONPATH": str(ROOT / "tests" / "fuzz" / "watched")}
    said = subprocess.run([sys.executable, "-c", program], env=watched, capture_output=True)
    assert b"OUTBOUND: socket.getaddrinfo example.invalid" in said.stderr
