"""A route for static files that are read and compressed once, when the server starts.

Streamlit's own middleware would compress plotly.js for every visitor anew: 0.2 s of the processor
that all sessions share.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

GZIP_LEVEL = 6
"""Higher levels take longer and make the files hardly smaller."""

YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class _File:
    compressed: bytes
    media_type: str
    etag: str

    @classmethod
    def read(cls, path: Path) -> "_File":
        content = path.read_bytes()
        media_type, _ = mimetypes.guess_type(path.name)
        digest = hashlib.sha256(content).hexdigest()[:32]
        return cls(gzip.compress(content, GZIP_LEVEL), str(media_type), f'"{digest}"')


def static_route(path: str, files: Mapping[str, Path], version: str) -> Route:
    """A route that serves `files` by name under `path/version`.

    A browser may keep a file for a year if it asks for this `version`. With another one, as while a
    new release is rolled out, it has to ask each time whether the file has changed.
    """
    served = {name: _File.read(file) for name, file in files.items()}

    async def serve(request: Request) -> Response:
        file = served.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        is_this_version = request.path_params["version"] == version
        caching = f"public, max-age={YEAR_SECONDS}, immutable" if is_this_version else "no-cache"
        headers = {"Cache-Control": caching, "ETag": file.etag, "Vary": "Accept-Encoding"}
        if file.etag in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return Response(gzip.decompress(file.compressed), 200, headers, file.media_type)
        headers["Content-Encoding"] = "gzip"
        return Response(file.compressed, 200, headers, file.media_type)

    return Route(f"{path}/{{version}}/{{name:path}}", serve)
