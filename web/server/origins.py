"""Which host names this server answers to, and which sites may send it requests.

Host names protect against DNS rebinding: another site can point its own name at this server's
address, and a browser then takes the two for one site. A server that answers only to its own names
is safe from that.

Origins protect against requests that a page of another site sends with a visitor's cookies.
Streamlit checks them too, but before it refuses one it asks a service on the internet for this
machine's address.
"""

import re
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.status import HTTP_403_FORBIDDEN, WS_1008_POLICY_VIOLATION
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
"""Names that always mean the machine itself, so that no other site can use them."""

_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_NAME = rf"{_LABEL}(\.{_LABEL})*"
_HOST = re.compile(rf"(\*\.)?{_NAME}|\[[0-9a-f:.]+\]", re.IGNORECASE)
_SITE = re.compile(rf"https?://(\*\.)?{_NAME}(:\d{{1,5}})?", re.IGNORECASE)


def check_host(host: str) -> str:
    """The host, if it is one. Raises ValueError."""
    if not _HOST.fullmatch(host):
        raise ValueError("a host is like trainscope.example.org, *.example.org, 10.0.0.7 or [::1]")
    return host


def check_site(site: str) -> str:
    """The site, if it is one. Raises ValueError."""
    if not _SITE.fullmatch(site):
        raise ValueError("a site is like https://example.org or https://*.example.org:8443")
    return site


def allowed_hosts_middleware(
    hosts: Sequence[str], exempt_paths: Collection[str] = ()
) -> list[Middleware]:
    """Middleware that answers 400 to requests and WebSockets for other hosts; none for no `hosts`.

    `exempt_paths` are answered for any host: monitoring uses a server's IP address, and these paths
    say nothing about visitors.
    """
    allowed = [*LOCAL_HOSTS, *hosts]
    return [Middleware(_AllowedHostsMiddleware, allowed, exempt_paths)] if hosts else []


class _AllowedHostsMiddleware:
    def __init__(self, app: ASGIApp, hosts: Sequence[str], exempt_paths: Collection[str]) -> None:
        self._app, self._exempt_paths = app, exempt_paths
        self._checked = TrustedHostMiddleware(app, hosts, www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_exempt = scope.get("path") in self._exempt_paths
        await (self._app if is_exempt else self._checked)(scope, receive, send)


class SameOriginMiddleware:
    """ASGI middleware that refuses requests and WebSockets of other sites' pages.

    Requests without an Origin header, such as those of programs other than browsers, are passed on.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 403; uvicorn makes a WebSocket that is closed with 1008 a 403 too."""
        if scope["type"] not in ("http", "websocket") or _is_same_origin(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": WS_1008_POLICY_VIOLATION})
        else:
            text = "This server answers its own pages only."
            await PlainTextResponse(text, HTTP_403_FORBIDDEN)(scope, receive, send)


def _is_same_origin(headers: Headers) -> bool:
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get("host")
    except ValueError:
        return False
