"""Limits on WebSocket connections: how many there are, and what a client may send over one.

Streamlit makes a session for every connection before the app runs, and keeps it for a while after
the connection is closed: 4,300 connections in a row took 0.9 GB. So connections are counted before
Streamlit sees them, in total and per client. Messages that are meant for an app's developer are not
passed on, because any client could send them.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable

from google.protobuf.message import DecodeError
from starlette.status import (
    WS_1002_PROTOCOL_ERROR,
    WS_1003_UNSUPPORTED_DATA,
    WS_1013_TRY_AGAIN_LATER,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from web.server.rate_limit import TokenBucket
from web.server.uvicorn_server import uvicorn_server

CONNECTIONS_PER_PLACE = 4
"""Connections at once for each session that the server admits: the others wait in the queue."""

MIN_CONNECTIONS = 80
"""Connections at once that even a small server accepts. A visitor has two for a moment while going
to another page, or after a laptop has changed its network."""

CLIENT_SHARE = 0.5
"""Share of all connections that one client (an IP address) may have: a class may share one."""

REFILL_SECONDS = 60.0
"""Seconds in which as many new connections are accepted as may be open at once. Streamlit keeps
the session of a closed connection for about as long (server.disconnectedSessionTTL)."""

MAX_MESSAGE_BYTES = 256 * 1024
"""Largest message of a browser. Controls send a few kB; pasted text is larger."""

MESSAGE_BURST, MESSAGES_PER_SECOND = 60, 30
"""Messages that one connection may send at once, and in the long run. A page that plays sends a few
a second, a slider that is dragged about ten. Messages beyond that are read later, not dropped."""

FORWARDED_MESSAGES = {
    "rerun_script",  # a control was moved, or the live view asks for pictures
    "stop_script",
    "app_heartbeat",
    "file_urls_request",  # before an upload
    "backend_operation_request",  # the rows of a long table, the file behind a download button
}
"""Kinds of message that reach Streamlit. The others are for the developer of an app: "clear_cache"
empties the caches of all visitors, "load_git_info" lists files of the machine."""

_ID = re.compile(r"[\w-]{0,64}", re.ASCII)
"""IDs of fragments and requests. Streamlit writes those it does not know into the log as they are,
whatever their length and with line breaks."""


def limit_message_size() -> None:
    """Let uvicorn refuse messages of more than MAX_MESSAGE_BYTES before it reads them.

    Under another server Streamlit closes the connection after it has read the message
    (server.maxWidgetStateSize).
    """
    server = uvicorn_server()
    if server:
        server.config.ws_max_size = MAX_MESSAGE_BYTES


class ConnectionLimiter:
    """Counts open connections, in total and per client, and limits how fast new ones are opened.

    `places` is the number of sessions that the server admits.
    """

    def __init__(self, places: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_open = max(CONNECTIONS_PER_PLACE * places, MIN_CONNECTIONS)
        self._clock = clock
        self._open: Counter[str] = Counter()
        self._all_clients = self._token_bucket(1)
        self._clients: dict[str, TokenBucket] = {}

    def acquire(self, client: str) -> bool:
        """Whether the client may open a connection. If True, call `release` when it is closed."""
        self._clients = {
            name: tokens for name, tokens in self._clients.items() if not tokens.is_full
        }
        of_client = self._clients.get(client) or self._token_bucket(CLIENT_SHARE)
        server_full = self._open.total() >= self._max_open
        client_full = self._open[client] >= CLIENT_SHARE * self._max_open
        too_fast = self._all_clients.retry_after() or of_client.retry_after()
        if server_full or client_full or too_fast:
            return False
        self._all_clients.take()
        of_client.take()
        self._clients[client] = of_client
        self._open[client] += 1
        return True

    def release(self, client: str) -> None:
        """Note that a connection of the client was closed."""
        self._open -= Counter([client])

    def _token_bucket(self, share: float) -> TokenBucket:
        most = share * self._max_open
        return TokenBucket(most, most / REFILL_SECONDS, self._clock)


class ConnectionMiddleware:
    """ASGI middleware that limits WebSocket connections and what is sent over them."""

    def __init__(self, app: ASGIApp, places: int) -> None:
        self._app = app
        self._limiter = ConnectionLimiter(places)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on requests, and WebSockets within the limits; uvicorn answers 403 to the others."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        client = (scope.get("client") or ("", 0))[0]
        if not self._limiter.acquire(client):
            await send({"type": "websocket.close", "code": WS_1013_TRY_AGAIN_LATER})
            return
        try:
            connection = _Connection(receive, send)
            await self._app(scope, connection.receive, connection.send)
        finally:
            self._limiter.release(client)


class _Connection:
    """One WebSocket, with a limit on how fast messages are read and on what they contain."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._messages = TokenBucket(MESSAGE_BURST, MESSAGES_PER_SECOND)
        self._send_done = asyncio.Event()  # not set while a send waits for the browser
        self._send_done.set()
        self._closed = False

    async def send(self, message: Message) -> None:
        if self._closed:  # `receive` refused a message, and the app does not know it yet
            return
        self._send_done.clear()
        try:
            await self._send(message)
        except RuntimeError:
            if not self._closed:  # else it was closed while this waited for the browser
                raise
        finally:
            self._send_done.set()

    async def receive(self) -> Message:
        """The next message for the app.

        Reads no further message while the browser has not taken the answer to the last one;
        otherwise answers would pile up in memory.
        """
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            try:
                forward = _is_forwarded(message)
            except _RefusedError as refused:
                self._closed = True
                await self._send({"type": "websocket.close", "code": refused.code})
                return {"type": "websocket.disconnect", "code": refused.code}
            await asyncio.sleep(self._messages.take())
            await self._send_done.wait()
            if forward:
                return message


class _RefusedError(Exception):
    """A message that no browser sends; the connection is closed with `code`."""

    def __init__(self, code: int) -> None:
        self.code = code


def _is_forwarded(message: Message) -> bool:
    """Whether a message reaches Streamlit. Raises _RefusedError if it is no BackMsg at all."""
    data = message.get("bytes")
    if data is None:
        raise _RefusedError(WS_1003_UNSUPPORTED_DATA)
    try:
        back_message = BackMsg.FromString(data)
    except DecodeError:
        raise _RefusedError(WS_1002_PROTOCOL_ERROR) from None
    operation = back_message.backend_operation_request  # with empty fields in other messages
    ids = (back_message.rerun_script.fragment_id, operation.request_id, operation.session_id)
    kind = back_message.WhichOneof("type")
    return kind in FORWARDED_MESSAGES and all(map(_ID.fullmatch, ids))
