"""Graceful shutdown on SIGTERM: connections are closed, scripts end, and the exit status is 0.

A page whose connection is closed says so and connects again; another server goes on from the step
that was shown last. uvicorn by itself waits without limit for connections that do not close, such
as that of a laptop that sleeps, and then ends by the signal: a supervisor would report a failure.
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
"""Seconds that page scripts have to end after that: they stop at the next element they draw."""

MAX_SECONDS = 9
"""Seconds after which the process exits in any case. Nothing is stored that could be lost."""

_SCRIPT_THREAD = "ScriptRunner.scriptThread"
"""Streamlit's name for a thread that runs the script of a page."""


@asynccontextmanager
async def graceful_shutdown() -> AsyncIterator[None]:
    """Handle SIGTERM while the server runs, and wait for page scripts when it stops.

    Under a server other than uvicorn, SIGTERM stays as that server handles it.

    Scripts may still compute after the connections are closed. If Python exits while such a thread
    is inside PyTorch, the process aborts; so if a thread does not end in time, exit without the
    interpreter's cleanup.
    """
    server = uvicorn_server()
    if server:
        _handle_sigterm(server)
    yield
    deadline = time.monotonic() + SCRIPT_SECONDS
    threads = [thread for thread in threading.enumerate() if thread.name == _SCRIPT_THREAD]
    for thread in threads:
        thread.join(max(deadline - time.monotonic(), 0))
    if any(thread.is_alive() for thread in threads):
        os._exit(0)


def _handle_sigterm(server: uvicorn.Server) -> None:
    server.config.timeout_graceful_shutdown = CONNECTION_SECONDS

    def stop(*_: Any) -> None:
        server.should_exit = True
        last_resort = threading.Timer(MAX_SECONDS, os._exit, [0])
        last_resort.daemon = True
        last_resort.start()

    signal.signal(signal.SIGTERM, stop)
