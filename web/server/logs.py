"""What the server says of itself: a line an event, as text or as JSON, all on standard error.

An event is an ordinary call of `logging`, with its numbers as `extra`. Nothing in them is about a
person: no address, and no name of a session.
"""

import logging
import sys
from typing import Any, Literal

from pythonjsonlogger.core import RESERVED_ATTRS, merge_record_extra
from pythonjsonlogger.json import JsonFormatter

Format = Literal["text", "json"]
Level = Literal["debug", "info", "warning", "error"]

OURS = ("pages", "web", "core", "streamlit")
"""Loggers that speak from the chosen level on. The others do from warnings on: below that, uvicorn
names the addresses of visitors."""

_TAKEN_OVER = ("streamlit", "uvicorn", "websockets")
"""Loggers that begin with handlers of their own."""


class TextFormatter(logging.Formatter):
    """A line to read: time, level, logger, what happened, and its numbers."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """Append what the event brought along."""
        extra: dict[Any, Any] = {}
        merge_record_extra(record, extra, reserved=set(RESERVED_ATTRS))
        numbers = (f" {name}={value}" for name, value in extra.items())
        return super().formatMessage(record) + "".join(numbers)


def _json_formatter() -> logging.Formatter:
    return JsonFormatter(
        ["levelname", "name", "message"],
        rename_fields={"levelname": "level", "name": "logger", "exc_info": "traceback"},
        timestamp=True,
    )


FORMATTERS = {"text": TextFormatter, "json": _json_formatter}


def configure(layout: Format, level: Level) -> None:
    """Let all loggers of the process speak in one way, from now on.

    Streamlit and uvicorn set up theirs while they start: this has to come after that.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATTERS[layout]())
    logging.basicConfig(handlers=[handler], level=max(_number(level), logging.WARNING), force=True)
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in _TAKEN_OVER:
            _hand_on(logging.getLogger(name))
    for name in OURS:
        logging.getLogger(name).setLevel(_number(level))


def _number(level: Level) -> int:
    return logging.getLevelNamesMapping()[level.upper()]


def _hand_on(logger: logging.Logger) -> None:
    """Leave it to the root what a logger's messages look like, and which ones appear."""
    logger.handlers.clear()
    logger.propagate = True
    logger.setLevel(logging.NOTSET)
