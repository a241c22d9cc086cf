"""The files that are served besides Streamlit's own, read and compressed once, at the start.

Streamlit would compress plotly.js anew for every visitor, at 0.2 s of the processor that all share.
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

LEVEL = 6
"""Higher levels of gzip take longer and save nothing worth it."""

YEAR = 365 * 24 * 3600


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
        return cls(gzip.compress(content, LEVEL), str(media_type), f'"{digest}"')


def route_of(address: str, files: Mapping[str, Path], version: str) -> Route:
    """What serves the files by name, under the address.

    A browser that names the `version` keeps a file for good; of another version, as while servers
    are replaced, or of none, it asks again whether the file is still the same.
    """
    served = {name: _File.read(path) for name, path in files.items()}

    async def answer(request: Request) -> Response:
        file = served.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        for_good = request.query_params.get("v") == version
        caching = f"public, max-age={YEAR}, immutable" if for_good else "no-cache"
        headers = {"Cache-Control": caching, "ETag": file.etag, "Vary": "Accept-Encoding"}
        if file.etag in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return Response(gzip.decompress(file.compressed), 200, headers, file.media_type)
        headers["Content-Encoding"] = "gzip"
        return Response(file.compressed, 200, headers, file.media_type)

    return Route(f"{address}/{{name:path}}", answer)
