"""What the server logs; in a process of its own, because configure() changes all loggers."""

import json
import subprocess
import sys

import pytest

from web.server.admission import Admission
from web.server.deployment import FILE
from web.server.server_state import Ticket

PROGRAM = """
import logging, sys
from streamlit.logger import get_logger
from web.server.logs import configure

late = [get_logger(name) for name in ("streamlit.one", "uvicorn.error", "websockets")]
configure(*sys.argv[1:])
ours = logging.getLogger("pages.one")
ours.debug("detail")
ours.info("run started", extra={"run": 7, "config": {"width": "5"}})
try:
    {}["a secret"]
except KeyError as error:
    ours.error("Training failed", exc_info=error)
for logger in late:
    logger.info("connection from 203.0.113.7")
    logger.warning("half a request")
"""


def logged(*settings):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *settings],
        cwd=FILE.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_json_is_an_object_a_line_and_a_traceback_one_of_its_fields():
    started, failed, *others = map(json.loads, logged("json", "info"))
    assert started.pop("timestamp").endswith("+00:00")
    assert started == {
        "level": "INFO",
        "logger": "pages.one",
        "message": "run started",
        "run": 7,
        "config": {"width": "5"},
    }
    assert failed["message"] == "Training failed"
    assert failed["traceback"].splitlines()[-1] == "KeyError: 'a secret'"
    # Streamlit's own go the same way; below warnings the others would name visitors.
    assert [(line["logger"], line["message"]) for line in others] == [
        ("streamlit.one", "connection from 203.0.113.7"),
        ("streamlit.one", "half a request"),
        ("uvicorn.error", "half a request"),
        ("websockets", "half a request"),
    ]


def test_text_is_a_line_to_read_with_the_same_numbers():
    started, failed, *rest = logged("text", "info")
    assert started.endswith("INFO    pages.one: run started run=7 config={'width': '5'}")
    assert failed.endswith("ERROR   pages.one: Training failed")
    assert "KeyError: 'a secret'" in rest


@pytest.mark.parametrize(
    ("level", "messages"),
    [
        ("debug", ["detail", "run started", "Training failed"]),
        ("warning", ["Training failed"]),
    ],
)
def test_the_level_says_how_much(level, messages):
    lines = map(json.loads, logged("json", level))
    assert [line["message"] for line in lines if line["logger"] == "pages.one"] == messages


def test_sessions_are_logged_by_number(caplog):
    caplog.set_level("INFO")
    admission = Admission(places=1)
    first, second = Ticket(), Ticket()
    for ticket in (first, second, second):
        admission.queue_position(ticket)
    admission.leave(first)
    admission.queue_position(second)
    told = [(r.message, r.session, r.inside, r.waiting) for r in caplog.records]
    assert told == [
        ("session admitted", first.number, 1, 0),
        ("session waits", second.number, 1, 1),
        ("session left", first.number, 0, 1),
        ("session admitted", second.number, 1, 0),
    ]
