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
from starlette.middleware import Middleware
from starlette.routing import Route

from web.charts.assets import ASSETS, ROUTE, SCRIPTS_AND_STYLES, VERSION
from web.server import health, logs, metrics
from web.server.connections import Connections, limit_messages
from web.server.deployment import DEPLOYMENT
from web.server.headers import SecurityHeaders
from web.server.origins import SameOrigin, only_these_hosts
from web.server.shutdown import stopping_politely
from web.server.static_files import route_of
from web.server.uploads import Uploads
from web.server.widget_validation import distrust_browsers

_log = logging.getLogger("web.server")

# More threads than one make networks of this size slower, and there are many sessions.
torch.set_num_threads(1)
# What is imported by now stays: the collector need not look through it at every turn.
gc.freeze()
distrust_browsers()

FILES = {
    **{name: ASSETS / name for name in SCRIPTS_AND_STYLES},
    "plotly/plotly.min.js": Path(plotly.__file__).parent / "package_data" / "plotly.min.js",
}
"""All that is served besides Streamlit itself."""


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """What lasts as long as the server runs."""
    limit_messages()
    logs.configure(DEPLOYMENT.log_format, DEPLOYMENT.log_level)
    _log.info("server started", extra=DEPLOYMENT.model_dump())
    async with stopping_politely():
        yield
        _log.info("server stops")


app = st.App(
    Path(__file__).parent / "pages" / "app.py",
    lifespan=lifespan,
    routes=[
        route_of(ROUTE, FILES, VERSION),
        Route(health.ROUTE, health.serve_health),
        Route(metrics.ROUTE, metrics.serve_metrics),
    ],
    middleware=[
        Middleware(SecurityHeaders, embedding_sites=DEPLOYMENT.embedding_sites),
        *only_these_hosts(DEPLOYMENT.allowed_hosts, besides=(health.ROUTE, metrics.ROUTE)),
        Middleware(SameOrigin),
        Middleware(Connections, places=DEPLOYMENT.sessions),
        Middleware(Uploads),
    ],
)
