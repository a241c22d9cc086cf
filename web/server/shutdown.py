"""SIGTERM: what is running ends, every page is told, and the server has done nothing wrong.

uvicorn closes the connections, and a page whose connection is closed says so and looks for a server
that goes on from there. But uvicorn waits without end for a laptop that sleeps, and then it dies of
the signal: whoever started the server would take that for a failure.
"""

import os
import signal
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from web.server.uvicorn_server import uvicorn_server

CONNECTION_SECONDS = 4
"""Seconds that connections have to close."""

SCRIPT_SECONDS = 4
"""Seconds that the scripts of pages have to end then: they do at the next thing that they draw."""

LONGEST_SECONDS = 9
"""Seconds after which the server ends in any case. Nothing is stored that could be lost."""

_SCRIPT_THREAD = "ScriptRunner.scriptThread"
"""What Streamlit calls a thread that runs the script of a page."""


@asynccontextmanager
async def stopping_politely() -> AsyncIterator[None]:
    """While the server runs: answer SIGTERM like that; under another server than uvicorn its way.

    Scripts still compute when the connections are gone, in threads that Python would tear out of
    the middle of PyTorch when it ends: the process would abort.
    """
    server = uvicorn_server()
    if server:
        _listen(server)
    yield
    end = time.monotonic() + SCRIPT_SECONDS
    threads = [thread for thread in threading.enumerate() if thread.name == _SCRIPT_THREAD]
    for thread in threads:
        thread.join(max(end - time.monotonic(), 0))
    if any(thread.is_alive() for thread in threads):
        os._exit(0)


def _listen(server: uvicorn.Server) -> None:
    server.config.timeout_graceful_shutdown = CONNECTION_SECONDS

    def stop(*_: Any) -> None:
        server.should_exit = True
        last_resort = threading.Timer(LONGEST_SECONDS, os._exit, [0])
        last_resort.daemon = True
        last_resort.start()

    signal.signal(signal.SIGTERM, stop)
