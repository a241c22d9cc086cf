"""Security headers: what the browser lets these pages do, and which sites may embed them.

Streamlit sends none of them. The policy is no stricter than what the pages need: every page is
opened in a real browser by the tests, and one complaint in its console fails them.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
"""The page that Streamlit serves at every address."""

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def security_headers(embedding_sites: Sequence[str] = ()) -> dict[str, str]:
    """The headers of every answer; `embedding_sites` may show the pages in a frame."""
    return {
        "Content-Security-Policy": _policy(embedding_sites),
        "X-Content-Type-Options": "nosniff",
        # The address holds the experiment: other sites need not see it.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=()",
        # The page that opened this one cannot script it.
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def _policy(embedding_sites: Sequence[str]) -> str:
    """The Content-Security-Policy: only this server's resources, and no injected script.

    WebSockets of the same host count as 'self'.
    """
    directives = {
        "default-src": ["'self'"],
        # Streamlit loads the scripts of components from blob: URLs. Its page has one inline script,
        # which is allowed by its digest. Graphviz, which lays out the computation graph, is
        # WebAssembly. Nothing needs eval.
        "script-src": [
            "'self'",
            "blob:",
            "'wasm-unsafe-eval'",
            *_digests(INDEX.read_text(encoding="utf-8")),
        ],
        # Streamlit, Plotly and formulas write their styles while they draw.
        "style-src": ["'self'", "'unsafe-inline'"],
        # Plotly draws pictures from blob: URLs, Streamlit's icons are data: URLs.
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'self'", *embedding_sites],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def _digests(page: str) -> list[str]:
    """CSP sources that allow exactly the inline scripts of a page."""
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(page)
    ]


class SecurityHeadersMiddleware:
    """ASGI middleware that adds the security headers to every HTTP response."""

    def __init__(self, app: ASGIApp, embedding_sites: Sequence[str] = ()) -> None:
        self._app = app
        self._headers = security_headers(embedding_sites)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
