"""Hostile messages: each kind of case is a function of a random generator and a page."""

import importlib
import importlib.util
import json
import os
import pkgutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

import pages
from core import RunConfig
from tests.fuzz.values import broken_json, json_value, text
from web.live.live import KEY
from web.live.run import SPEEDS
from web.live.view import View
from web.server.connections import MAX_MESSAGE_BYTES
from web.session.session import COMMANDS
from web.settings.settings import Settings

for page in pkgutil.iter_modules(pages.__path__):
    if page.ispkg and importlib.util.find_spec(f"pages.{page.name}.settings"):
        importlib.import_module(f"pages.{page.name}.settings")


def _fields_of(settings: type[Settings]) -> set[str]:
    return set(settings.model_fields).union(*map(_fields_of, settings.__subclasses__()))


SETTINGS = sorted({*RunConfig.model_fields, *View.model_fields, *_fields_of(Settings)})
NAMES = (
    *SETTINGS,
    "step",
    "changes",
    "",
    "__init__",
    "a" * 300,
    "ключ",
    "<b>",
    "embed",
    "embed_options",
)
KINDS = (
    "start",
    "play",
    "step",
    "epoch",
    "catch_up",
    "cancel",
    "weight",
    *COMMANDS,
    "",
    "__init__",
    "run",
)


@dataclass
class Page:
    """What an untrusted client has learned about the page it has open."""

    hash: str = ""
    hashes: set[str] = field(default_factory=set)
    fragments: set[str] = field(default_factory=set)
    widgets: set[str] = field(default_factory=set)

    @property
    def live(self) -> str:
        """The live view's id."""
        return next((name for name in self.widgets if name.endswith(f"-{KEY}")), "none")


Message = BackMsg | bytes | str
"""A message, a frame of bytes, or a frame of text."""


def address(random: Random, page: Page) -> Message:
    """Opens a page with hostile settings in its address."""
    message = _rerun(random, page)
    shape = random.randrange(12)
    if shape == 0:
        query = "&".join(f"a{i}={i}" for i in range(random.randrange(2000)))
    elif shape == 1:
        query = f"{random.choice(NAMES)}={random.choice('a9%&=,~ ') * random.randrange(100_000)}"
    elif shape == 2:
        query = random.choice(
            ("%", "%zz", "%ff%fe", "&&&=&=", "=", "?a=b#c", "%25" * 500 + "41", "\x00", "a;b")
        )
    else:
        pairs = [(random.choice(NAMES), text(random)) for _ in range(random.randrange(1, 7))]
        query = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
    message.rerun_script.query_string = query
    return message


def request(random: Random, page: Page) -> Message:
    """A request that the live view never sends."""
    asked = {
        "number": int(time.time() * 1000) + random.randrange(10**6),
        "kind": random.choice(KINDS),
        "speed": random.choice(list(SPEEDS)),
        "pace": 0.05,
        "argument": json_value(random),
        "settings_version": None,
    }
    for name in random.sample(list(asked), random.randrange(3)):
        asked[name] = json_value(random)
    return _of_live(random, page, json.dumps({"request": asked}))


def weight(random: Random, page: Page) -> Message:
    """Sets a weight that does not exist, or an impossible value."""
    place = {
        name: random.choice((0, json_value(random, 1)))
        for name in ("layer", "unit", "source", "value")
    }
    asked = {"number": int(time.time() * 1000), "kind": "weight", "speed": "max", "argument": place}
    return _of_live(random, page, json.dumps({"request": asked}))


def no_json(random: Random, page: Page) -> Message:
    """Malformed or deeply nested JSON from a component."""
    return _of_live(random, page, broken_json(random))


def control(random: Random, page: Page) -> Message:
    """Values of the wrong type and of any size, for known and unknown widgets."""
    message = _rerun(random, page)
    for _ in range(random.randrange(1, 4)):
        known = random.choice(sorted(page.widgets) or ["none"])
        name = random.choice((known, known, known, f"{known}x", known[:-1], text(random)))
        message.rerun_script.widget_states.widgets.append(_state(random, name))
    return message


def unknown(random: Random, page: Page) -> Message:
    """A page, fragment or context that does not exist."""
    message = _rerun(random, page)
    state = message.rerun_script
    state.fragment_id = random.choice(("", text(random), *page.fragments))
    state.page_script_hash = random.choice(("", text(random), *page.hashes))
    state.page_name = random.choice(("", text(random), "claims", "../app", "a/" * 500))
    state.is_auto_rerun = random.random() < 0.5
    state.is_history_navigation = random.random() < 0.5
    state.cached_message_hashes.extend([text(random)] * random.randrange(100))
    context = state.context_info
    context.timezone, context.locale = text(random), text(random)
    context.timezone_offset = random.choice((0, 2**31 - 1, -(2**31)))
    context.url, context.color_scheme = text(random), text(random)
    return message


def command(random: Random, page: Page) -> Message:
    """Messages other than reruns: for developers, files and tables."""
    message = BackMsg()
    kind = random.choice([field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields])
    if kind == "rerun_script":
        message.rerun_script.SetInParent()
    elif kind == "file_urls_request":
        message.file_urls_request.request_id = text(random)
        message.file_urls_request.file_names.extend([text(random)] * random.randrange(300))
    elif kind == "backend_operation_request":
        asked = message.backend_operation_request
        asked.request_id, asked.session_id = text(random), text(random)
        asked.dataframe_chunk.source_id = text(random)
        asked.dataframe_chunk.offset = 2**32 - 1
        asked.dataframe_chunk.limit = 2**32 - 1
    elif (
        BackMsg.DESCRIPTOR.fields_by_name[kind].type
        == BackMsg.DESCRIPTOR.fields_by_name[kind].TYPE_STRING
    ):
        setattr(message, kind, text(random))
    else:
        setattr(message, kind, True)
    return message


def frame(random: Random, page: Page) -> Message:
    """A frame that is no message: truncated, random bytes, text, or too large."""
    whole = address(random, page)
    assert isinstance(whole, BackMsg)
    encoded = whole.SerializeToString()
    shape = random.randrange(5)
    if shape == 0:
        return text(random)
    if shape == 1:
        return os.urandom(random.randrange(1, 2000))
    if shape == 2:
        return encoded[: random.randrange(len(encoded))]
    if shape == 3:
        return bytes(MAX_MESSAGE_BYTES + random.choice((1, 10**6)))
    turned = bytearray(encoded)
    turned[random.randrange(len(turned))] ^= 1 << random.randrange(8)
    return bytes(turned)


CASES: dict[str, tuple[float, Callable[[Random, Page], Message]]] = {
    "an address": (3, address),
    "a request of the live view": (3, request),
    "a weight by hand": (1, weight),
    "no JSON": (1, no_json),
    "values of controls": (3, control),
    "an unknown page, fragment, context": (1, unknown),
    "another command": (1, command),
    "a malformed or oversized frame": (1, frame),
}
"""Kind of case → how often it is drawn, relative to the others, and what makes one."""


def draw(random: Random) -> tuple[str, Callable[[Random, Page], Message]]:
    """A kind of case, and what makes one."""
    kind = random.choices(list(CASES), [share for share, _ in CASES.values()])[0]
    return kind, CASES[kind][1]


def _rerun(random: Random, page: Page) -> BackMsg:
    message = BackMsg()
    message.rerun_script.query_string = ""
    message.rerun_script.page_script_hash = random.choice((page.hash, *sorted(page.hashes)))
    return message


def _of_live(random: Random, page: Page, said: str) -> BackMsg:
    message = _rerun(random, page)
    message.rerun_script.page_script_hash = page.hash
    message.rerun_script.fragment_id = random.choice(("", *sorted(page.fragments)))
    message.rerun_script.widget_states.widgets.append(WidgetState(id=page.live, json_value=said))
    return message


def _state(random: Random, name: str) -> WidgetState:
    """A state of any type."""
    state = WidgetState(id=name)
    number = random.choice((0, 1, -1, 5e-324, 1e308, float("nan"), float("inf"), -7.5))
    whole = random.choice((0, 1, -1, 10**6, 2**62, -(2**62)))
    kind = random.randrange(10)
    if kind == 0:
        state.trigger_value = True
    elif kind == 1:
        state.bool_value = random.random() < 0.5
    elif kind == 2:
        state.double_value = number
    elif kind == 3:
        state.int_value = whole
    elif kind == 4:
        state.string_value = text(random)
    elif kind == 5:
        state.double_array_value.data.extend([number] * random.choice((0, 1, 2, 3, 10_000)))
    elif kind == 6:
        state.int_array_value.data.extend([whole] * random.choice((0, 1, 2, 3, 10_000)))
    elif kind == 7:
        state.string_array_value.data.extend([text(random)] * random.choice((0, 1, 2, 30)))
    elif kind == 8:
        state.json_value = random.choice((broken_json(random), json.dumps(json_value(random))))
    else:
        state.bytes_value = os.urandom(random.randrange(1000))
    return state
