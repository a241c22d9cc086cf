"""The server: `streamlit run dashboard.py` starts it.

Streamlit as an ASGI app, so that the live view can fetch its script and plotly.js from this
server: nothing is copied into the repository, and no browser asks another host.
"""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import plotly
import streamlit as st
import torch
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from pages.deployment import DEPLOYMENT
from pages.live.assets import ASSETS, ROUTE, SCRIPTS_AND_STYLES
from pages.server import health, logs, metrics
from pages.server.stopping import stopping_politely

_log = logging.getLogger("pages.server")

# More threads than one make networks of this size slower, and there are many sessions.
torch.set_num_threads(1)
# What is imported by now stays: the collector need not look through it at every turn.
gc.freeze()

FILES = {
    **{name: ASSETS / name for name in SCRIPTS_AND_STYLES},
    "plotly/plotly.min.js": Path(plotly.__file__).parent / "package_data" / "plotly.min.js",
}
"""All that is served besides Streamlit itself."""


async def serve_file(request: Request) -> FileResponse:
    """Answer with one of FILES, or 404."""
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(404)
    # What the address of live.js says of its version, its imports do not: the browser asks again.
    headers = {"Cache-Control": "no-cache"} if name in SCRIPTS_AND_STYLES else {}
    return FileResponse(FILES[name], headers=headers)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """What lasts as long as the server runs."""
    logs.configure(DEPLOYMENT.log_format, DEPLOYMENT.log_level)
    _log.info("server started", extra=DEPLOYMENT.model_dump())
    async with stopping_politely():
        yield
        _log.info("server stops")


app = st.App(
    Path(__file__).parent / "pages" / "app.py",
    lifespan=lifespan,
    routes=[
        Route(f"{ROUTE}/{{name:path}}", serve_file),
        Route(health.ROUTE, health.serve_health),
        Route(metrics.ROUTE, metrics.serve_metrics),
    ],
)
