"""A visitor at the level of the protocol: what a browser tab says to the server, without a browser.

It speaks Streamlit's own messages over a WebSocket, and asks for pictures as `live.js` does: the
next ones while it plays the last ones.
"""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.protocol import connect, message_of, read_component

SECONDS_A_PICTURE = 0.06
"""Time that a browser takes to draw the panels that a page begins with."""

COMPONENT = "trainscope_live"
"""Name that the live view ends with among the components."""


@dataclass(frozen=True)
class Answer:
    """What came back for one request: after how many seconds, which step, how many pictures."""

    seconds: float
    step: int
    pictures: int


@dataclass
class Visitor:
    """One open tab on the playground, as `address` (a query string) sets it."""

    url: str
    address: str = ""
    answers: list[Answer] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    header: dict[str, Any] = field(default_factory=dict)

    async def open(self) -> None:
        """Connect, and wait for the first picture; where the server is full, for a place."""
        self._socket = await connect(self.url)
        self._page = self._component = self._fragment = ""
        self._number = int(time.time() * 1000)
        self._settings_version: int | None = None
        await self._send(BackMsg())
        await self._finished()
        while not self.header:  # the server is full: this is the waiting page
            await asyncio.sleep(self._ask_again)
            message = BackMsg()
            message.rerun_script.fragment_id = self._waiting
            message.rerun_script.page_script_hash = self._page
            message.rerun_script.is_auto_rerun = True
            await self._send(message)
            await self._finished()

    async def close(self) -> None:
        """Close the tab."""
        await self._socket.close()

    async def ask(self, kind: str) -> Answer:
        """Ask for what a button asks for; raise TimeoutError where no answer ever comes."""
        self._number += 1
        request = {
            "number": self._number,
            "kind": kind,
            "argument": None,
            "speed": self.header["speed"],
            "pace": SECONDS_A_PICTURE,
            "settings_version": self._settings_version,
        }
        self._settings_version = self.header.get("settings_version")
        message = BackMsg()
        message.rerun_script.fragment_id = self._fragment
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.widget_states.widgets.append(
            WidgetState(id=self._component, json_value=json.dumps({"request": request}))
        )
        begin = time.perf_counter()
        await self._send(message)
        while self.header.get("answered") != self._number:
            await self._finished()
        numbers = self.header["numbers"]
        answer = Answer(
            time.perf_counter() - begin, numbers[-1]["step"] if numbers else -1, len(numbers)
        )
        self.answers.append(answer)
        return answer

    async def play(self, seconds: float) -> None:
        """Press Play and watch."""
        end = time.perf_counter() + seconds
        answer = await self.ask("start")
        while time.perf_counter() < end and not self.header["finished"]:
            # A browser asks for the next pictures while it plays the last ones.
            playing = answer.pictures * SECONDS_A_PICTURE - answer.seconds
            await asyncio.sleep(max(0.0, playing, self.header["retry_after"]))
            answer = await self.ask("play")

    async def _send(self, message: BackMsg) -> None:
        message.rerun_script.query_string = self.address
        await self._socket.send(message.SerializeToString())

    async def _finished(self) -> None:
        """Read what comes up to the end of a run of the script."""
        while True:
            message = await message_of(self._socket)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._page = message.new_session.page_script_hash
            elif kind == "delta":
                self._read(message.delta)
            elif kind == "auto_rerun":
                self._waiting = message.auto_rerun.fragment_id
                self._ask_again = message.auto_rerun.interval
            elif kind == "script_finished":
                return

    def _read(self, delta: Any) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.troubles.append(element.exception.message)
        if kind == "bidi_component" and element.bidi_component.component_name.endswith(COMPONENT):
            self._component = element.bidi_component.id
            self._fragment = delta.fragment_id
            self.header = read_component(element.bidi_component)
