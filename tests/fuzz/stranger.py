"""A stranger: a tab that says what no page of ours says, and looks at what comes back."""

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

PATIENCE = 60.0
"""Seconds after which there is no answer."""

REFUSED = (1002, 1003, 1009)
"""Codes with which a connection is closed that brings what is no message, or one too large."""

HEARTBEAT_SECONDS = 2.0

_SIZES = re.compile(r"^([\d–()a-z ]+) ")
_SEEDS = re.compile(r"seeds (\d+) to (\d+)")


class Stranger:
    """One tab. `troubles` says what should not have come back."""

    def __init__(self, url: str, random: Random) -> None:
        self.url, self.random = url, random
        self.page = Page()
        self.troubles: list[str] = []

    async def come(self) -> None:
        """Open the playground; wait where the door is closed."""
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
        await self._hear("script_finished")

    async def go(self) -> None:
        await self._socket.close()

    async def say(self, message: Message) -> tuple[bool, float]:
        """Whether the connection was closed, and how many seconds the answer took."""
        begin = time.perf_counter()
        closed = False
        try:
            await asyncio.wait_for(self._say(message), PATIENCE)
        except ConnectionClosed as end:
            closed = True
            if not _is_refusal(end, message):
                self.troubles.append(f"{end!r} after {str(message)[:300]!r}")
            await self.come()
        except TimeoutError:
            self.troubles.append(f"no answer to {str(message)[:300]!r}")
            await self.go()
            await self.come()
        return closed, time.perf_counter() - begin

    async def _say(self, message: Message) -> None:
        is_message = isinstance(message, BackMsg)
        await self._socket.send(message.SerializeToString() if is_message else message)
        if is_message and self._runs(message):
            await self._hear("script_finished")
        await self._hear_that_all_is_well()

    def _runs(self, message: BackMsg) -> bool:
        """Whether a script runs: that of a fragment which there is not says nothing."""
        known = {"", *self.page.fragments}
        return message.HasField("rerun_script") and message.rerun_script.fragment_id in known

    async def _hear_that_all_is_well(self) -> None:
        """An answer to a heartbeat; one that meets the start of a script is lost."""
        while True:
            await self._socket.send(BackMsg(app_heartbeat=True).SerializeToString())
            try:
                await asyncio.wait_for(self._hear("heartbeat_ack"), HEARTBEAT_SECONDS)
            except TimeoutError:
                continue
            return

    async def _hear(self, kind: str) -> None:
        """Look at what comes, up to the first message of the kind."""
        while True:
            message = await message_of(self._socket)
            self._look_at(message)
            if message.WhichOneof("type") == kind:
                return

    def _look_at(self, message: ForwardMsg) -> None:
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
            self._look_at_element(message.delta.new_element)

    def _look_at_element(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.troubles.append(f"an exception reached a page: {element.exception.message}")
        widget = getattr(getattr(element, kind), "id", "") if kind else ""
        if widget:
            self.page.widgets.add(widget)
        if kind == "bidi_component" and widget == self.page.live:
            self.troubles += beyond_limits(read_component(element.bidi_component))


def _is_refusal(end: ConnectionClosed, message: Message) -> bool:
    """Whether a connection ended as it should: who sends too much may not get to hear the code."""
    if end.rcvd is None:
        said = message.SerializeToString() if isinstance(message, BackMsg) else message
        return len(said) > MAX_MESSAGE_BYTES
    return end.rcvd.code in REFUSED


def beyond_limits(header: dict[str, Any]) -> Iterator[str]:
    """What of a run is larger than this deployment allows."""
    title = header["title"]
    sizes = _SIZES.match(title)
    numbers = [int(size) for size in re.findall(r"\d+", sizes[1])] if sizes else []
    seeds = _SEEDS.search(title)
    members = int(seeds[2]) - int(seeds[1]) + 1 if seeds else 1
    widest = max(DEPLOYMENT.largest_width, len(numbers))
    if not numbers or max(numbers) > widest or members > DEPLOYMENT.largest_ensemble:
        yield f"a run beyond the limits: {title}"
