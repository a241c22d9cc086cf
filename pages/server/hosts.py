"""The names under which this server answers, and the sites that may show it in a frame.

A page of somebody else can give its own name the address of this server: to a browser the two are
then one site (DNS rebinding). A server that answers to its own names only is no use for that.

Nor may the pages of other sites talk to this server in the name of who looks at them. Streamlit
checks that too, but looks for the machine's address at a service elsewhere before it refuses one.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
"""Names that always reach the machine itself: health checks use them, and no stranger can."""

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


def only_these_hosts(hosts: Sequence[str]) -> list[Middleware]:
    """Middleware that refuses requests and WebSockets to other names; none allows any name."""
    if not hosts:
        return []
    allowed = [*OWN_NAMES, *hosts]
    return [Middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False)]


class SameOrigin:
    """ASGI middleware that refuses what pages of other sites ask, over WebSockets too.

    What is no browser sends no Origin.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 403."""
        app = self._app
        if scope["type"] in ("http", "websocket") and not _is_own(Headers(scope=scope)):
            app = PlainTextResponse("This server answers to its own pages only.", 403)
        await app(scope, receive, send)


def _is_own(headers: Headers) -> bool:
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get("host")
    except ValueError:
        return False
