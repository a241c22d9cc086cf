"""The static files served besides Streamlit's own."""

import gzip

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from tests.web.server.asgi import exchange, get, scope_of
from web.server.static_files import static_route

TEXT = "const a = 1;\n" * 1000


@pytest.fixture
def app(tmp_path):
    """With gzip middleware around it, as in the server."""
    (tmp_path / "a.js").write_text(TEXT)
    (tmp_path / "b.css").write_text("a { color: red }")
    files = {"a.js": tmp_path / "a.js", "deep/b.css": tmp_path / "b.css"}
    return Starlette(
        routes=[static_route("/files", files, "v7")],
        middleware=[Middleware(GZipMiddleware, minimum_size=1)],
    )


def test_gzip_is_sent_as_compressed_at_the_start(app):
    status, headers, body = get(app, "/files/v7/a.js", accept_encoding="gzip, br")
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(body).decode() == TEXT
    assert body == get(app, "/files/v7/a.js", accept_encoding="gzip")[2]
    assert int(headers["Content-Length"]) == len(body) < len(TEXT) / 10
    assert headers["Content-Type"].startswith("text/javascript")
    assert headers["Vary"] == "Accept-Encoding"


def test_without_gzip_the_file_is_sent(app):
    status, headers, body = get(app, "/files/v7/deep/b.css")
    assert (status, body) == (200, b"a { color: red }")
    assert "Content-Encoding" not in headers
    assert headers["Content-Type"].startswith("text/css")


def test_a_matching_etag_gets_304(app):
    etag = get(app, "/files/v7/a.js")[1]["ETag"]
    status, headers, body = get(app, "/files/v7/a.js", if_none_match=f'W/"x", {etag}')
    assert (status, body, headers["ETag"]) == (304, b"", etag)
    assert get(app, "/files/v7/a.js", if_none_match='"other"')[0] == 200


@pytest.mark.parametrize(
    ("version", "caching"), [("v7", "immutable"), ("v6", "no-cache"), ("V7", "no-cache")]
)
def test_only_the_present_version_is_immutable(app, version, caching):
    scope = scope_of("http", f"/files/{version}/a.js")
    start, *_ = exchange(app, scope, [{"type": "http.request"}])
    assert caching in dict(start["headers"])[b"cache-control"].decode()


@pytest.mark.parametrize("name", ["", "c.js", "b.css", "../a.js", "deep/", "a.js/"])
def test_other_names_get_404(app, name):
    assert get(app, f"/files/v7/{name}")[0] == 404
