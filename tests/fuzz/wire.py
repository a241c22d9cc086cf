"""Hostile HTTP requests and malformed WebSocket frames, sent over a raw socket."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from random import Random
from urllib.parse import urlsplit

from tests.fuzz.values import TEXTS

RESPONSE_SECONDS = 30.0

PATHS = (
    *(
        "/",
        "/graph",
        "/no/such/page",
        "//evil.example/%2f..",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/x",
    ),
    *(
        "/trainscope/live.js",
        "/trainscope/v/../live.py",
        "/trainscope/v/%00",
        "/trainscope/plotly/",
    ),
    *("/static/../../../etc/passwd", "/media/x", "/media/../x", "/component/x/y", "/app/static/x"),
    *("/_stcore/health", "/_stcore/metrics", "/_stcore/host-config", "/_stcore/upload_file/a/b"),
    *(
        "/_stcore/stream",
        "/_stcore/agent/mcp",
        "/_stcore/agent/interact",
        "/_stcore/bidi-components/x",
    ),
    *(
        "/\\evil",
        "/C:/x",
        "/" + "a" * 5000,
        "/" + "%25" * 3000,
        "/?" + "a=b&" * 3000,
        "*",
        "http://x/",
    ),
)

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "GETT", "\x00")

HEADERS = (
    *("Origin: http://evil.example", "Origin: null", "Range: bytes=0-", "Range: bytes=9-1,a-b"),
    *("Content-Length: 99999999999", "Content-Length: -1", "Transfer-Encoding: chunked"),
    *("Cookie: _streamlit_xsrf=2|x|y|z", "Cookie: " + "a=b; " * 3000, "X-Forwarded-For: a, b"),
    *(
        "If-None-Match: " + "x" * 3000,
        "Accept-Encoding: " + "gzip," * 500,
        "Content-Type: multipart/",
    ),
    *("X: " + "y" * 70_000, "Upgrade: websocket", "no header at all", "Host: twice"),
)


async def http_request(url: str, random: Random) -> str | None:
    """Send a request that no browser sends; return what is wrong with the response, if anything."""
    lines = [
        f"{random.choice(METHODS)} {random.choice(PATHS)} HTTP/1.1",
        f"Host: {random.choice((urlsplit(url).netloc, 'evil.example', ''))}",
        *random.sample(HEADERS, random.randrange(4)),
        "Connection: close",
    ]
    body = random.choice(("", random.choice(TEXTS), "0\r\n\r\n"))
    answer = await _exchange(url, ("\r\n".join(lines) + "\r\n\r\n" + body).encode())
    status = answer[9:12]
    if b"Traceback" in answer or status.startswith(b"5"):
        return f"{lines} is answered with {answer[:200]!r}"
    return None


async def wrong_frames(url: str, random: Random) -> str | None:
    """Open a WebSocket and send a malformed frame; return what is wrong then, if anything."""
    parts = urlsplit(url)
    token = random.choice(("x", "a|b", "x" * 2000))
    request = (
        "GET /_stcore/stream HTTP/1.1\r\n"
        f"Host: {parts.netloc}\r\nOrigin: http://{parts.netloc}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"Sec-WebSocket-Protocol: streamlit, {token}, {'0' * 36}\r\n\r\n"
    ).encode()
    frame = random.choice(
        (
            b"\x82\x7f" + b"\xff" * 8,  # as long as can be said
            b"\x82\xff\x00\x00\x00\x00\x10\x00\x00\x00" + b"\x00" * 4,  # a quarter of a gigabyte
            b"\x82\x05hello",  # not masked
            b"\x80\x85\x00\x00\x00\x00hello",  # goes on with nothing
            b"\xf2\x85\x00\x00\x00\x00hello",  # reserved bits
            b"\x8f\x80\x00\x00\x00\x00",  # an opcode that there is not
            b"\x89\xfe\x00\xff\x00\x00\x00\x00" + b"p" * 255,  # a ping that is too long
            b"\x88\x81\x00\x00\x00\x00x",  # a code of one byte
            b"\x81\x82\x00\x00\x00\x00\xff\xfe",  # text that is none
            os.urandom(random.randrange(1, 500)),
        )
    )
    answer = await _exchange(url, request + frame)
    return f"{frame[:40]!r} is answered with a traceback" if b"Traceback" in answer else None


WIRE: dict[str, Callable[[str, Random], Awaitable[str | None]]] = {
    "a request over HTTP": http_request,
    "a WebSocket of wrong frames": wrong_frames,
}
"""Kind of case → what does it."""


async def _exchange(url: str, data: bytes) -> bytes:
    """What the server sends until it closes the connection, or until RESPONSE_SECONDS."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    answer = b""
    try:
        writer.write(data)
        writer.write_eof()
        async with asyncio.timeout(RESPONSE_SECONDS):
            answer = await reader.read()
    except (ConnectionError, TimeoutError):
        pass
    finally:
        writer.close()
    return answer
