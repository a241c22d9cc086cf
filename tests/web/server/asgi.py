"""Calls ASGI applications without a server."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message


def get(app: ASGIApp, path: str = "/", **headers: str) -> tuple[int, Headers, bytes]:
    """Status, headers and body of an application's response to GET."""
    sent = exchange(app, scope_of("http", path, headers), [{"type": "http.request"}])
    start, *rest = sent
    body = b"".join(message["body"] for message in rest)
    return start["status"], Headers(raw=start["headers"]), body


def scope_of(kind: str, path: str, headers: Mapping[str, str] = {}, **more: Any) -> dict[str, Any]:
    """The ASGI scope of a request or a WebSocket."""
    return {
        "type": kind,
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
        "client": ("10.0.0.1", 1234),
        **more,
    }


def exchange(app: ASGIApp, scope: dict[str, Any], received: Iterable[Message]) -> list[Message]:
    """What an application sends while it receives these messages."""
    sent: list[Message] = []
    coming = iter(received)

    async def receive() -> Message:
        return next(coming)

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent
