"""The security headers."""

from starlette.responses import PlainTextResponse

from tests.web.server.asgi import exchange, get, scope_of
from web.server.headers import INDEX, SecurityHeadersMiddleware, security_headers


def directives(policy):
    return {name: sources for name, *sources in map(str.split, policy.split("; "))}


def test_every_response_has_them_and_keeps_its_own():
    answer = PlainTextResponse("text", headers={"X-Own": "1", "Referrer-Policy": "unsafe-url"})
    status, headers, body = get(SecurityHeadersMiddleware(answer))
    assert (status, body, headers["X-Own"]) == (200, b"text", "1")
    assert all(headers[name] == value for name, value in security_headers().items())
    assert len(headers.getlist("Referrer-Policy")) == 1


def test_no_foreign_or_inline_script_is_allowed():
    policy = directives(security_headers()["Content-Security-Policy"])
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"} & set(policy["script-src"])
    digests = [source for source in policy["script-src"] if source.startswith("'sha256-")]
    assert len(digests) == INDEX.read_text().count("<script>") == 1
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == policy["form-action"] == ["'none'"]


def test_embedding_sites_may_show_the_pages_in_a_frame():
    sites = ["https://moodle.example.org", "https://*.example.com"]
    for given, expected in (([], ["'self'"]), (sites, ["'self'", *sites])):
        policy = directives(security_headers(given)["Content-Security-Policy"])
        assert policy["frame-ancestors"] == expected


def test_websockets_pass_unchanged():
    async def echo(scope, receive, send):
        await send(await receive())

    message = {"type": "http.response.start", "headers": []}  # of a refused WebSocket
    assert exchange(SecurityHeadersMiddleware(echo), scope_of("websocket", "/"), [message]) == [
        message
    ]
