"""Streamlit's protocol, as a browser tab speaks it: messages over a WebSocket."""

import json
from typing import Any
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection


async def connect(url: str, **options: Any) -> ClientConnection:
    """An open connection to the server at `url`, as a tab that shows its pages has one."""
    parts = urlsplit(url)
    defaults: dict[str, Any] = {"origin": f"{parts.scheme}://{parts.netloc}", "max_size": None}
    return await websockets.connect(
        f"ws://{parts.netloc}{parts.path}_stcore/stream",
        subprotocols=[websockets.Subprotocol("streamlit")],
        **(defaults | options),
    )


async def message_of(socket: ClientConnection) -> ForwardMsg:
    """The next message of the server."""
    return ForwardMsg.FromString(await socket.recv(decode=False))


def read_component(component: BidiComponent) -> dict[str, Any]:
    """The header of a block that the live view gets; `web/charts/packing.py` makes it."""
    block = component.bytes
    length = int.from_bytes(block[:4], "little")
    header: dict[str, Any] = json.loads(block[4 : 4 + length])
    return header
