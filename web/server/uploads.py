"""Limits on uploaded files: how many a session may keep, and how many bytes all of them take.

Streamlit limits the size of one file only. Uploaded files stay in memory as long as their session.
"""

from starlette.responses import PlainTextResponse
from starlette.status import HTTP_507_INSUFFICIENT_STORAGE
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.stats import CACHE_MEMORY_FAMILY, CacheStat

MAX_FILES_PER_SESSION = 2
"""The file that is being read, and the one before it."""

MAX_TOTAL_BYTES = 64 * 1024 * 1024
"""Bytes of all files together: one of the largest allowed for each visitor of a class, and more."""

_UPLOAD_PATH = "/_stcore/upload_file/"


class UploadMiddleware:
    """ASGI middleware that answers 507 to an upload beyond the limits."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 507."""
        app = self._app
        is_upload = scope["type"] == "http" and scope["method"] == "PUT"
        if is_upload and _exceeds_limits(scope["path"]):
            app = PlainTextResponse(
                "This server keeps no more files of this page at present.",
                HTTP_507_INSUFFICIENT_STORAGE,
            )
        await app(scope, receive, send)


def _exceeds_limits(path: str) -> bool:
    _, found, rest = path.partition(_UPLOAD_PATH)
    session = rest.split("/")[0]
    return bool(found) and (
        file_count(session) >= MAX_FILES_PER_SESSION or total_bytes() >= MAX_TOTAL_BYTES
    )


def file_count(session: str) -> int:
    """Number of uploaded files that a session keeps."""
    manager = runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return len(manager.file_storage.get(session, ()))


def total_bytes() -> int:
    """Bytes of all uploaded files of all sessions."""
    stats = runtime.get_instance().uploaded_file_mgr.get_stats()
    files = stats.get(CACHE_MEMORY_FAMILY, [])
    return sum(stat.byte_length for stat in files if isinstance(stat, CacheStat))
