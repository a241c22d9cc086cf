"""What the live view in the browser and the server send each other.

    browser                                                   server
       |  Request {number: 7, kind: "play", ...}                 |
       | ------------------------------------------------------> |
       |                block: Header {answered: 7, ...}, arrays |
       | <------------------------------------------------------ |

A **request** is the component's state `request`. One is under way at a time. Each has a larger
`number` than the one before. One without an answer is sent again after five seconds under the same
number, and the server does it only once. Whoever reads a request checks it: it comes from outside.

| kind       | argument                     | what the server does                                 |
|------------|------------------------------|------------------------------------------------------|
| start      |                              | the first picture after Play                         |
| play       |                              | the next pictures                                    |
| pause      |                              | the same picture again, its wall sorted              |
| catch_up   |                              | train on to the step that the address names          |
| cancel     |                              | stay at the step that was reached on the way there   |
| step       |                              | one step                                             |
| epoch      |                              | the rest of the epoch                                |
| view       |                              | the same picture again, as the theme has changed     |
| weight     | layer, unit, source, value   | set a weight by hand                                 |
| reset      |                              | step 0, the same initial weights                     |
| new_seed   |                              | step 0, seeds that the present members do not have   |
| speed      |                              | take over `speed` as a setting                       |
| projector  |                              | large type and back                                  |
| pick       | member                       | show a member                                        |
| remedy     | name of a finding            | apply what it advises, and start again               |
| read_url   |                              | take over the address after Back or Forward          |

A **block** is the component's data: bytes that `web/charts/packing.py` describes, with a `Header`
as their JSON. A block has as many pictures as `numbers` has items; there may be none.

`web/live/protocol.js` is the browser's side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from web.live.run import SPEEDS

AUTOMATIC = ("play", "catch_up")
"""Kinds of request that the browser sends without a click. Requests after a click go first."""

SLOWEST_PACE = 0.2
"""Largest `pace` of a request that is believed, in seconds a picture."""


@dataclass(frozen=True)
class Request:
    """What the browser asks for."""

    number: int
    """Tells a new request from one that came twice."""

    kind: str

    speed: str
    """What the speed menu shows: a name in `SPEEDS`."""

    pace: float
    """Seconds that the browser takes from picture to picture."""

    argument: Any = None
    """What some kinds are about: see the table."""

    settings_version: Any = None
    """`Header.settings_version` as the browser had it at the request before this one."""

    @classmethod
    def read(cls, state: object) -> "Request | None":
        """Read the component's state; None for what is no request."""
        asked = state.get("request") if isinstance(state, Mapping) else None
        if not isinstance(asked, Mapping):
            return None
        number, kind, speed = (asked.get(name) for name in ("number", "kind", "speed"))
        if not isinstance(number, int) or not isinstance(kind, str) or not isinstance(speed, str):
            return None
        pace = asked.get("pace")
        if not isinstance(pace, int | float) or not 0 < pace < SLOWEST_PACE:
            pace = SLOWEST_PACE
        if speed not in SPEEDS:
            return None
        return cls(number, kind, speed, pace, asked.get("argument"), asked.get("settings_version"))


class Header(TypedDict):
    """What a block says beside its arrays; `pack` adds `figures`, `kinds` and `arrays`."""

    block_id: int  # the browser draws a block once
    answered: int | None  # number of the request that was answered last
    retry_after: float  # seconds that the browser lets go by before it asks for more
    settings_version: int  # of the page that the block belongs to

    run: int  # number of the run
    step: int  # the step that the run is at
    catching_up_to: int | None  # the step that it is on its way to, if any
    finished: bool  # whether it cannot go on
    replayable: bool  # whether an address can open this picture
    changes: str  # what was changed by hand on the way, as the address has it

    title: str  # what is trained, in one line
    alert: str | None  # what went wrong
    whose: list[str]  # whose numbers are shown, in two words; [] where there is one member
    numbers: list[dict[str, float | None]]  # of each picture
    findings: list[list[dict[str, str]]]  # of each picture: name, sentence and advice of each
    nothing_found: list[str]  # of each picture: what is said where it has no finding

    speeds: list[tuple[str, str]]  # name and label of each speed
    speed: str  # the chosen one
    pause: float  # seconds from picture to picture at least
    projector: bool
    panels: dict[str, dict[str, str]]  # label and describe of each, in the order of the page


@dataclass(frozen=True)
class Picture:
    """The run at one step: its numbers, what is said of it, and a figure a panel."""

    numbers: dict[str, float | None]
    findings: list[dict[str, str]]
    nothing_found: str
    figures: dict[str, Any]
