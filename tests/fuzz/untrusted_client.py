"""An untrusted client: sends messages that no page of ours sends, and checks the answers."""

import asyncio
import re
import time
from collections.abc import Iterator
from random import Random
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.fuzz.cases import Message, Page
from tests.protocol import connect, message_of, read_component
from web.server.connections import MAX_MESSAGE_BYTES
from web.server.deployment import DEPLOYMENT

ANSWER_SECONDS = 60.0
"""Seconds after which a message counts as not answered."""

REFUSED = (1002, 1003, 1009)
"""Close codes for a message that is malformed or too large."""

HEARTBEAT_SECONDS = 2.0

_SIZES = re.compile(r"^([\d–()a-z ]+) ")
_SEEDS = re.compile(r"seeds (\d+) to (\d+)")


class UntrustedClient:
    """One tab. `troubles` lists the answers that should not have come."""

    def __init__(self, url: str, random: Random) -> None:
        self.url, self.random = url, random
        self.page = Page()
        self.troubles: list[str] = []

    async def connect(self) -> None:
        """Open the playground; try again while the server refuses connections."""
        while True:
            try:
                self._socket = await connect(self.url)
                break
            except InvalidStatus as refused:
                if refused.response.status_code != 403:
                    raise
                await asyncio.sleep(0.5)
        message = BackMsg()
        message.rerun_script.query_string = ""
        await self._socket.send(message.SerializeToString())
        await self._read_until("script_finished")

    async def close(self) -> None:
        await self._socket.close()

    async def send(self, message: Message) -> tuple[bool, float]:
        """Send it; return whether the connection was closed, and the seconds until the answer."""
        begin = time.perf_counter()
        closed = False
        try:
            await asyncio.wait_for(self._send(message), ANSWER_SECONDS)
        except ConnectionClosed as end:
            closed = True
            if not _is_refusal(end, message):
                self.troubles.append(f"{end!r} after {str(message)[:300]!r}")
            await self.connect()
        except TimeoutError:
            self.troubles.append(f"no answer to {str(message)[:300]!r}")
            await self.close()
            await self.connect()
        return closed, time.perf_counter() - begin

    async def _send(self, message: Message) -> None:
        is_message = isinstance(message, BackMsg)
        await self._socket.send(message.SerializeToString() if is_message else message)
        if is_message and self._runs(message):
            await self._read_until("script_finished")
        await self._await_heartbeat()

    def _runs(self, message: BackMsg) -> bool:
        """Whether a script runs: a rerun of an unknown fragment gets no answer."""
        known = {"", *self.page.fragments}
        return message.HasField("rerun_script") and message.rerun_script.fragment_id in known

    async def _await_heartbeat(self) -> None:
        """Wait for a heartbeat's answer. Streamlit loses one that arrives as a script starts."""
        while True:
            await self._socket.send(BackMsg(app_heartbeat=True).SerializeToString())
            try:
                await asyncio.wait_for(self._read_until("heartbeat_ack"), HEARTBEAT_SECONDS)
            except TimeoutError:
                continue
            return

    async def _read_until(self, kind: str) -> None:
        """Check every message up to the first of the kind."""
        while True:
            message = await message_of(self._socket)
            self._check(message)
            if message.WhichOneof("type") == kind:
                return

    def _check(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if b"Traceback (most recent" in message.SerializeToString():
            self.troubles.append("a traceback reached a page")
        if kind == "new_session":
            self.page.hash = message.new_session.page_script_hash
            if not message.metadata.run.fragment_ids:
                self.page.fragments.clear()
                self.page.widgets.clear()
        elif kind == "navigation":
            self.page.hashes = {page.page_script_hash for page in message.navigation.app_pages}
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self.page.fragments |= {message.delta.fragment_id} - {""}
            self._check_element(message.delta.new_element)

    def _check_element(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.troubles.append(f"an exception reached a page: {element.exception.message}")
        widget = getattr(getattr(element, kind), "id", "") if kind else ""
        if widget:
            self.page.widgets.add(widget)
        if kind == "bidi_component" and widget == self.page.live:
            self.troubles += beyond_limits(read_component(element.bidi_component))


def _is_refusal(end: ConnectionClosed, message: Message) -> bool:
    """Whether the server was right to close: after too large a message its code may get lost."""
    if end.rcvd is None:
        encoded = message.SerializeToString() if isinstance(message, BackMsg) else message
        return len(encoded) > MAX_MESSAGE_BYTES
    return end.rcvd.code in REFUSED


def beyond_limits(header: dict[str, Any]) -> Iterator[str]:
    """A line for a run that is larger than this deployment allows."""
    title = header["title"]
    sizes = _SIZES.match(title)
    numbers = [int(size) for size in re.findall(r"\d+", sizes[1])] if sizes else []
    seeds = _SEEDS.search(title)
    members = int(seeds[2]) - int(seeds[1]) + 1 if seeds else 1
    widest = max(DEPLOYMENT.largest_width, len(numbers))
    if not numbers or max(numbers) > widest or members > DEPLOYMENT.largest_ensemble:
        yield f"a run beyond the limits: {title}"
