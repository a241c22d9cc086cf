"""Logging: one line an event on standard error, as text or as JSON.

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
"""Loggers that use the chosen level. The others log warnings and errors only: below that, uvicorn
logs the IP addresses of visitors."""

_RECONFIGURED = ("streamlit", "uvicorn", "websockets")
"""Loggers that come with their own handlers."""


class TextFormatter(logging.Formatter):
    """A line to read: time, level, logger, what happened, and its numbers."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """Append the event's `extra`."""
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
    """Let all loggers of the process use one handler and format.

    Streamlit and uvicorn set up theirs while they start, so call this afterwards.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATTERS[layout]())
    logging.basicConfig(handlers=[handler], level=max(_number(level), logging.WARNING), force=True)
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in _RECONFIGURED:
            _use_root_handler(logging.getLogger(name))
    for name in OURS:
        logging.getLogger(name).setLevel(_number(level))


def _number(level: Level) -> int:
    return logging.getLevelNamesMapping()[level.upper()]


def _use_root_handler(logger: logging.Logger) -> None:
    """Let the root logger handle and filter a logger's messages."""
    logger.handlers.clear()
    logger.propagate = True
    logger.setLevel(logging.NOTSET)
