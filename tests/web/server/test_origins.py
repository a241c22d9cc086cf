"""Which host names the server answers to, and which origins it accepts."""

import pytest
from starlette.responses import PlainTextResponse

from tests.web.server.asgi import exchange, get, scope_of
from web.server.origins import (
    SameOriginMiddleware,
    allowed_hosts_middleware,
    check_host,
    check_site,
)


def guarded(*hosts):
    app = PlainTextResponse("in")
    for middleware in allowed_hosts_middleware(hosts, exempt_paths=["/healthz"]):
        app = middleware.cls(app, *middleware.args, **middleware.kwargs)
    return app


@pytest.mark.parametrize("host", ["a.org", "A.org:8501", "x.b.org", "localhost:1", "[::1]:8501"])
def test_allowed_hosts_are_answered(host):
    assert get(guarded("a.org", "*.b.org"), host=host)[0] == 200


@pytest.mark.parametrize("host", ["", "evil.org", "a.org.evil.org", "b.org", "x.a.org", "a.org@c"])
def test_other_hosts_are_refused(host):
    assert get(guarded("a.org", "*.b.org"), host=host)[0] == 400


def test_exempt_paths_are_answered_for_any_host():
    assert get(guarded("a.org"), "/healthz", host="10.0.0.7:8501")[0] == 200
    assert get(guarded("a.org"), "/healthz/..", host="10.0.0.7:8501")[0] == 400


def test_a_websocket_for_another_host_is_refused():
    scope = scope_of("websocket", "/", {"host": "evil.org"})
    scope["extensions"] = {"websocket.http.response": {}}
    sent = exchange(guarded("a.org"), scope, [])
    assert sent[0]["type"] == "websocket.http.response.start"
    assert sent[0]["status"] == 400


def test_without_allowed_hosts_any_host_is_answered():
    assert get(guarded(), host="192.168.1.7:8501")[0] == 200


@pytest.mark.parametrize("host", ["a", "a-b.example.org", "*.example.org", "10.0.0.7", "[fe80::1]"])
def test_a_host_is_a_name_or_an_address(host):
    assert check_host(host) == host


@pytest.mark.parametrize("host", ["", "*", "a.*", "http://a.org", "a.org:80", "a b", "-a", "a/b"])
def test_an_invalid_host_is_refused(host):
    with pytest.raises(ValueError, match="a host is like"):
        check_host(host)


@pytest.mark.parametrize("site", ["https://a.org", "http://localhost:8080", "https://*.b.org"])
def test_a_site_has_a_scheme_and_a_host(site):
    assert check_site(site) == site


@pytest.mark.parametrize(
    "site", ["a.org", "*", "https://", "https://a.org/x", "https://a; b", "'*'"]
)
def test_an_invalid_site_is_refused(site):
    with pytest.raises(ValueError, match="a site is like"):
        check_site(site)


@pytest.mark.parametrize("origin", [None, "http://a.org:8501", "https://a.org:8501"])
def test_requests_of_the_same_origin_are_answered(origin):
    headers = {"host": "a.org:8501"} | ({"origin": origin} if origin else {})
    assert get(SameOriginMiddleware(PlainTextResponse("in")), **headers)[0] == 200


@pytest.mark.parametrize(
    "origin",
    ["null", "", "http://evil.org", "http://a.org", "http://a.org:8501.evil.org", "http://["],
)
def test_requests_of_other_origins_are_refused(origin):
    headers = {"host": "a.org:8501", "origin": origin}
    assert get(SameOriginMiddleware(PlainTextResponse("in")), **headers)[0] == 403


def test_websockets_of_other_origins_are_refused():
    scope = scope_of("websocket", "/", {"host": "a.org", "origin": "http://evil.org"})
    sent = exchange(SameOriginMiddleware(PlainTextResponse("in")), scope, [])
    assert sent == [{"type": "websocket.close", "code": 1008}]
