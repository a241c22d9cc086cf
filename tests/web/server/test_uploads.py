"""Limits on uploaded files."""

from types import SimpleNamespace

import pytest
from starlette.responses import PlainTextResponse
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from tests.web.server.asgi import exchange, scope_of
from web.server.uploads import (
    MAX_FILES_PER_SESSION,
    MAX_TOTAL_BYTES,
    UploadMiddleware,
    file_count,
    total_bytes,
)

ADDRESS = "/base/_stcore/upload_file/{}/file"


@pytest.fixture
def manager(monkeypatch):
    manager = MemoryUploadedFileManager("/_stcore/upload_file")
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=manager))
    return manager


def put(path="/base/_stcore/upload_file/session/file", method="PUT"):
    scope = scope_of("http", path, method=method)
    start, *_ = exchange(UploadMiddleware(PlainTextResponse("taken")), scope, [])
    return start["status"]


def add(manager, session, size):
    manager.add_file(session, UploadedFileRec(f"{size}", "a.csv", "text/csv", bytes(size)))


def test_uploads_are_limited_in_total_bytes(manager):
    assert put() == 200
    assert total_bytes() == 0
    add(manager, "one", 1000)
    add(manager, "two", MAX_TOTAL_BYTES - 1001)
    assert total_bytes() == MAX_TOTAL_BYTES - 1
    assert put() == 200
    add(manager, "two", 1)
    assert put() == 507
    assert put(method="DELETE") == 200
    assert put("/_stcore/health") == 200
    manager.remove_session_files("two")
    assert put() == 200


def test_uploads_are_limited_per_session(manager):
    for size in range(MAX_FILES_PER_SESSION):
        assert put(ADDRESS.format("one")) == 200
        add(manager, "one", size)
    assert file_count("one") == MAX_FILES_PER_SESSION
    assert put(ADDRESS.format("one")) == 507
    assert put(ADDRESS.format("two")) == 200
