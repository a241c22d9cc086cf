"""How much of what visitors upload is kept at once.

Streamlit limits the size of a file, and not how many there are: neither of one session nor of all.
They lie in memory as long as the session does.
"""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.stats import CACHE_MEMORY_FAMILY, CacheStat

MOST_FILES = 2
"""Files that one session keeps: the one that is read, and the one before it."""

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of all files together: one of the largest for each visitor of a class, and more."""

FULL = 507

_ADDRESS = "/_stcore/upload_file/"


class Uploads:
    """ASGI middleware that takes no further file where all that are there are too many."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 507."""
        app = self._app
        is_upload = scope["type"] == "http" and scope["method"] == "PUT"
        if is_upload and _is_too_much(scope["path"]):
            app = PlainTextResponse(
                "This server keeps no more files of this page at present.", FULL
            )
        await app(scope, receive, send)


def _is_too_much(path: str) -> bool:
    _, found, rest = path.partition(_ADDRESS)
    return bool(found) and (
        files_of(rest.split("/")[0]) >= MOST_FILES or bytes_held() >= MOST_BYTES
    )


def files_of(session: str) -> int:
    """Number of files that a session has uploaded and not taken back."""
    manager = runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return len(manager.file_storage.get(session, ()))


def bytes_held() -> int:
    """Bytes of all files that visitors have uploaded."""
    stats = runtime.get_instance().uploaded_file_mgr.get_stats()
    held = stats.get(CACHE_MEMORY_FAMILY, [])
    return sum(stat.byte_length for stat in held if isinstance(stat, CacheStat))
