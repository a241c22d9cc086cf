"""The names under which this server answers, and the sites that may show it in a frame.

A page of somebody else can give its own name the address of this server: to a browser the two are
then one site (DNS rebinding). A server that answers to its own names only is no use for that.

Nor may the pages of other sites talk to this server in the name of who looks at them. Streamlit
checks that too, but looks for the machine's address at a service elsewhere before it refuses one.
"""

import re
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
"""Names that always reach the machine itself: no stranger can use them."""

FOREIGN = 1008
"""Code that is answered to a WebSocket of another site; uvicorn makes it a 403."""

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


def only_these_hosts(hosts: Sequence[str], besides: Collection[str] = ()) -> list[Middleware]:
    """Middleware that refuses requests and WebSockets to other names; no hosts allow any name.

    What monitors a server asks by its number: at the paths `besides`, which say nothing of
    visitors, any name is answered.
    """
    return [Middleware(_TheseHosts, [*OWN_NAMES, *hosts], besides)] if hosts else []


class _TheseHosts:
    def __init__(self, app: ASGIApp, hosts: Sequence[str], besides: Collection[str]) -> None:
        self._app, self._besides = app, besides
        self._checked = TrustedHostMiddleware(app, hosts, www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_free = scope.get("path") in self._besides
        await (self._app if is_free else self._checked)(scope, receive, send)


class SameOrigin:
    """ASGI middleware that refuses what pages of other sites ask, over WebSockets too.

    What is no browser sends no Origin.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 403."""
        if scope["type"] not in ("http", "websocket") or _is_own(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": FOREIGN})
        else:
            await PlainTextResponse("This server answers its own pages only.", 403)(
                scope, receive, send
            )


def _is_own(headers: Headers) -> bool:
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == headers.get("host")
    except ValueError:
        return False
