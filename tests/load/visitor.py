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

LIVE_VIEW, ASK_AGAIN = "trainscope_live", "trainscope_ask_again"
"""What the names of these components end with."""


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
        self._page = ""
        self._live = self._waiting = ("", "")
        self._number = int(time.time() * 1000)
        self._settings_version: int | None = None
        await self._send(BackMsg())
        await self._finished()
        while not self.header:  # the server is full: this is the waiting page
            await asyncio.sleep(self._poll_seconds)
            self._number += 1
            await self._send_state(self._waiting, {"asked": self._number})
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
        begin = time.perf_counter()
        await self._send_state(self._live, {"request": request})
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

    async def _send_state(self, component: tuple[str, str], state: dict[str, Any]) -> None:
        """Say what a component's state is, and so ask for the fragment around it."""
        message = BackMsg()
        widget, message.rerun_script.fragment_id = component
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.widget_states.widgets.append(
            WidgetState(id=widget, json_value=json.dumps(state))
        )
        await self._send(message)

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
            elif kind == "script_finished":
                return

    def _read(self, delta: Any) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.troubles.append(element.exception.message)
        if kind != "bidi_component":
            return
        component = element.bidi_component
        if component.component_name.endswith(LIVE_VIEW):
            self._live = component.id, delta.fragment_id
            self.header = read_component(component)
        elif component.component_name.endswith(ASK_AGAIN):
            self._waiting = component.id, delta.fragment_id
            self._poll_seconds = json.loads(component.json)["seconds"]
