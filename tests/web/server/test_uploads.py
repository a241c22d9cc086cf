"""How much of what visitors upload is kept at once."""

from types import SimpleNamespace

import pytest
from starlette.responses import PlainTextResponse
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from tests.web.server.asgi import exchange, scope_of
from web.server.uploads import MOST_BYTES, MOST_FILES, Uploads, bytes_held, files_of

ADDRESS = "/base/_stcore/upload_file/{}/file"


@pytest.fixture
def manager(monkeypatch):
    manager = MemoryUploadedFileManager("/_stcore/upload_file")
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=manager))
    return manager


def put(path="/base/_stcore/upload_file/session/file", method="PUT"):
    scope = scope_of("http", path, method=method)
    start, *_ = exchange(Uploads(PlainTextResponse("taken")), scope, [])
    return start["status"]


def add(manager, session, size):
    manager.add_file(session, UploadedFileRec(f"{size}", "a.csv", "text/csv", bytes(size)))


def test_a_file_is_taken_until_all_together_are_too_many(manager):
    assert put() == 200
    assert bytes_held() == 0
    add(manager, "one", 1000)
    add(manager, "two", MOST_BYTES - 1001)
    assert bytes_held() == MOST_BYTES - 1
    assert put() == 200
    add(manager, "two", 1)
    assert put() == 507
    assert put(method="DELETE") == 200
    assert put("/_stcore/health") == 200
    manager.remove_session_files("two")
    assert put() == 200


def test_a_session_cannot_take_the_place_of_others(manager):
    for size in range(MOST_FILES):
        assert put(ADDRESS.format("one")) == 200
        add(manager, "one", size)
    assert files_of("one") == MOST_FILES
    assert put(ADDRESS.format("one")) == 507
    assert put(ADDRESS.format("two")) == 200
