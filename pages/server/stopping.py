"""SIGTERM: what is running ends, every page is told, and the server has done nothing wrong.

uvicorn closes the connections, and a page whose connection is closed says so and looks for a server
that goes on from there. But uvicorn waits for a laptop that sleeps for ever, and then it dies of the
signal: whoever started the server would take that for a failure.
"""

import signal
from threading import Event
from typing import Any

import uvicorn

PATIENCE_SECONDS = 5
"""Seconds that connections have to close."""

STOPPING = Event()
"""Set when the server has been told to stop."""


def stop_politely() -> None:
    """Answer SIGTERM like that. To be called once uvicorn runs; under another server nothing is."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if not isinstance(server, uvicorn.Server):
        return
    server.config.timeout_graceful_shutdown = PATIENCE_SECONDS

    def stop(*_: Any) -> None:
        STOPPING.set()
        server.should_exit = True

    signal.signal(signal.SIGTERM, stop)
