"""The server that runs this process, where it is uvicorn: some of its limits are nobody else's."""

import signal

import uvicorn


def uvicorn_server() -> uvicorn.Server | None:
    """uvicorn's server, which listens to SIGTERM; None under another server."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return server if isinstance(server, uvicorn.Server) else None
