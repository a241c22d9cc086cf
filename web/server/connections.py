"""How many pages may be connected, and what they may say.

Every connection makes a session of Streamlit's, before the app could ask who it is, and Streamlit
keeps that for a while after the connection is gone: 4,300 of them in a row took 0.9 GB. So those
who come are counted at the door, together and each client for itself. What Streamlit does for its
developer, a stranger could ask for as well: that is not passed on.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from web.server.rate_limit import TokenBucket
from web.server.uvicorn_server import uvicorn_server

CONNECTIONS_A_PLACE = 4
"""Connections at once for each session that is let in: the others wait in the queue."""

FEWEST_CONNECTIONS = 80
"""Connections at once that a small server has as well: who is on their way to another page has two,
and so does a laptop whose network has changed."""

CLIENT_SHARE = 0.5
"""Part of all connections that one client may have. A class may share an address."""

RENEWAL_SECONDS = 60.0
"""Seconds in which as many may come anew as may be connected at once: about as long as Streamlit
keeps the session of a connection that is gone (server.disconnectedSessionTTL)."""

LARGEST_MESSAGE = 256 * 1024
"""Bytes of the largest message of a browser. Controls say a few kB; text that is pasted is more."""

MESSAGE_BURST, MESSAGES_A_SECOND = 60, 30
"""Messages at once, and in the long run, of one connection. A page that plays sends a few a second,
a slider that is dragged about ten; what comes faster is read more slowly."""

MESSAGES = {
    "rerun_script",  # a control was moved, or the live view asks for pictures
    "stop_script",
    "app_heartbeat",
    "file_urls_request",  # before an upload
    "backend_operation_request",  # the rows of a long table, the file behind a download button
}
"""Kinds of message that are passed on. The others are for the developer of an app: "clear_cache"
forgets what is kept for all visitors, "load_git_info" lists files of the machine."""

_NAME = re.compile(r"[\w-]{0,64}", re.ASCII)
"""What the names of fragments and requests look like. Streamlit logs those that it does not know as
they are: of any length, and of several lines."""

NOT_UNDERSTOOD, TEXT = 1002, 1003
"""Codes with which a connection is closed that brings what is no message."""

FULL = 1013
"""Code that is answered to who finds no place ("try again later"); uvicorn makes it a 403."""


def limit_messages() -> None:
    """Let uvicorn read no message that is larger than LARGEST_MESSAGE.

    Under another server Streamlit closes the connection, after it has read the message.
    """
    server = uvicorn_server()
    if server:
        server.config.ws_max_size = LARGEST_MESSAGE


class ConnectionLimiter:
    """Counts who comes and goes; `places` is how many sessions the server lets in."""

    def __init__(self, places: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = max(CONNECTIONS_A_PLACE * places, FEWEST_CONNECTIONS)
        self._clock = clock
        self._open: Counter[str] = Counter()
        self._coming = self._token_bucket(1)
        self._clients: dict[str, TokenBucket] = {}

    def enter(self, client: str) -> bool:
        """Whether a client may come; if so, `leave` says when it goes."""
        self._clients = {name: seen for name, seen in self._clients.items() if not seen.full}
        of_client = self._clients.get(client) or self._token_bucket(CLIENT_SHARE)
        full = self._open.total() >= self._most
        crowded = self._open[client] >= CLIENT_SHARE * self._most
        if full or crowded or self._coming.wait() or of_client.wait():
            return False
        self._coming.take()
        of_client.take()
        self._clients[client] = of_client
        self._open[client] += 1
        return True

    def leave(self, client: str) -> None:
        """Note that a client that had come is gone."""
        self._open -= Counter([client])

    def _token_bucket(self, share: float) -> TokenBucket:
        most = share * self._most
        return TokenBucket(most, most / RENEWAL_SECONDS, self._clock)


class Connections:
    """ASGI middleware that watches over the WebSockets."""

    def __init__(self, app: ASGIApp, places: int) -> None:
        self._app = app
        self._limiter = ConnectionLimiter(places)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, or a connection that finds a place."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        client = (scope.get("client") or ("", 0))[0]
        if not self._limiter.enter(client):
            await send({"type": "websocket.close", "code": FULL})
            return
        try:
            connection = _Connection(receive, send)
            await self._app(scope, connection.receive, connection.send)
        finally:
            self._limiter.leave(client)


class _Connection:
    """One WebSocket, on which a browser says what it may, and not too fast."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._messages = TokenBucket(MESSAGE_BURST, MESSAGES_A_SECOND)
        self._taken = asyncio.Event()  # whether the browser has taken what was sent
        self._taken.set()
        self._closed = False

    async def send(self, message: Message) -> None:
        if self._closed:  # the app has not heard of it yet
            return
        self._taken.clear()
        try:
            await self._send(message)
        except RuntimeError:
            if not self._closed:  # while it waited for the browser to take it
                raise
        finally:
            self._taken.set()

    async def receive(self) -> Message:
        """The next message that the app shall see.

        Who does not take what was asked for is not heard: answers would pile up.
        """
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            try:
                passed_on = _is_for_the_app(message)
            except _RefusedError as refused:
                self._closed = True
                await self._send({"type": "websocket.close", "code": refused.code})
                return {"type": "websocket.disconnect", "code": refused.code}
            await asyncio.sleep(self._messages.take())
            await self._taken.wait()
            if passed_on:
                return message


class _RefusedError(Exception):
    """A browser says what no browser of ours says; the connection is closed with `code`."""

    def __init__(self, code: int) -> None:
        self.code = code


def _is_for_the_app(message: Message) -> bool:
    data = message.get("bytes")
    if data is None:
        raise _RefusedError(TEXT)
    try:
        said = BackMsg.FromString(data)
    except DecodeError:
        raise _RefusedError(NOT_UNDERSTOOD) from None
    asked = said.backend_operation_request
    names = (said.rerun_script.fragment_id, asked.request_id, asked.session_id)  # "" of others
    return said.WhichOneof("type") in MESSAGES and all(map(_NAME.fullmatch, names))
