"""What the browser and the server send each other: both sides keep to one table."""

import re
from dataclasses import fields

import pytest

from web.charts.assets import ASSETS
from web.live import protocol
from web.live.protocol import Header, Request
from web.session.session import COMMANDS

GOOD = {"number": 5, "kind": "play", "speed": "max"}


@pytest.mark.parametrize("more", [{}, {"pace": 0.02}, {"pace": "fast"}, {"unknown": [1]}])
def test_a_request_is_read(more):
    request = Request.read({"request": GOOD | more})
    assert (request.number, request.kind, request.speed) == (5, "play", "max")


@pytest.mark.parametrize(
    "state",
    [
        *(None, 5, "request", [], [GOOD], {}, {"request": None}, {"request": [GOOD]}),
        *({"request": "play"}, {"request": {}}, GOOD, {"Request": GOOD}),
        *(
            {"request": GOOD | {"number": number}}
            for number in (None, "5", 5.0, float("nan"), [5], {})
        ),
        *({"request": GOOD | {"kind": kind}} for kind in (None, 1, ["play"], {}, float("nan"))),
        *({"request": GOOD | {"speed": speed}} for speed in (None, 1, "", "warp", ["max"], "MAX")),
        *({"request": {k: v for k, v in GOOD.items() if k != gone}} for gone in GOOD),
    ],
)
def test_what_is_no_request_is_passed_over(state):
    assert Request.read(state) is None


SCRIPTS = "".join(path.read_text() for path in sorted((ASSETS / "live").glob("*.js")))

KINDS = re.findall(r"^\| ([a-z_]+) +\|", protocol.__doc__ or "", flags=re.MULTILINE)[1:]
"""The kinds of request in the table."""

PACKED = {"figures", "kinds", "arrays"}
"""What `pack` adds to a header."""


def test_the_browser_reads_every_field_of_a_header_and_no_other():
    read = set(re.findall(r"\bheader\.(\w+)", SCRIPTS))
    for names in re.findall(r"\{([^{}]*)\} = (?:this\.)?header\b", SCRIPTS):
        read |= {name.partition(":")[0].strip() for name in names.split(",")}
    assert read == set(Header.__annotations__) | PACKED


def test_the_browser_sends_every_field_of_a_request():
    sent = re.search(r"this\.pending = \{(.*?)\};", SCRIPTS, flags=re.DOTALL)
    assert sent
    names = {part.partition(":")[0].strip() for part in sent[1].split(",")} - {""}
    assert names == {field.name for field in fields(Request)}


def test_the_table_has_every_kind_of_request():
    asked = set(re.findall(r"(?:act|ask)\((?:\{ kind: )?\"(\w+)\"", SCRIPTS))
    asked |= set(re.findall(r"\bkind: \"(\w+)\"", SCRIPTS))
    own = {"play", "controls"}  # buttons that the browser knows what to do about
    assert asked - own <= set(KINDS)
    assert set(COMMANDS) <= set(KINDS)
    assert len(KINDS) == len(set(KINDS)) == 16
