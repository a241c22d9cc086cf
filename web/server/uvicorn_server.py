"""The uvicorn server that runs this process: some limits can be set only on it."""

import signal

import uvicorn


def uvicorn_server() -> uvicorn.Server | None:
    """The server whose method handles SIGTERM; None under a server other than uvicorn."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return server if isinstance(server, uvicorn.Server) else None
