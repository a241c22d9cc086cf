"""The server: `streamlit run dashboard.py` starts it.

Streamlit runs as an ASGI app, so that this server can also serve the pages' scripts, styles and
plotly.js. Nothing is copied into the repository, and no browser asks another host.
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

from core.engine.choice import prepare_compiled
from web.charts.assets import ASSETS, ROUTE, SCRIPTS_AND_STYLES, VERSION
from web.server import health, logs, metrics
from web.server.connections import ConnectionMiddleware, limit_message_size
from web.server.deployment import DEPLOYMENT
from web.server.headers import SecurityHeadersMiddleware
from web.server.origins import SameOriginMiddleware, allowed_hosts_middleware
from web.server.shutdown import graceful_shutdown
from web.server.static_files import static_route
from web.server.uploads import UploadMiddleware
from web.server.widget_validation import validate_widget_states

_log = logging.getLogger("web.server")

# Networks of this size train slower on several threads, and sessions share the processors.
torch.set_num_threads(1)
# Compiled, or loaded from the disk, before a visitor waits for it.
prepare_compiled()
# Imported modules are never freed, so the garbage collector need not traverse them.
gc.freeze()
validate_widget_states()

FILES = {
    **{name: ASSETS / name for name in SCRIPTS_AND_STYLES},
    "plotly/plotly.min.js": Path(plotly.__file__).parent / "package_data" / "plotly.min.js",
}
"""Path in the URL → file, for the static files that Streamlit does not serve itself."""


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Set up message limits, logs and shutdown; runs as long as the server does."""
    limit_message_size()
    logs.configure(DEPLOYMENT.log_format, DEPLOYMENT.log_level)
    _log.info("server started", extra=DEPLOYMENT.model_dump())
    async with graceful_shutdown():
        yield
        _log.info("server stops")


app = st.App(
    Path(__file__).parent / "pages" / "app.py",
    lifespan=lifespan,
    routes=[
        static_route(ROUTE, FILES, VERSION),
        Route(health.ROUTE, health.serve_health),
        Route(metrics.ROUTE, metrics.serve_metrics),
    ],
    middleware=[
        Middleware(SecurityHeadersMiddleware, embedding_sites=DEPLOYMENT.embedding_sites),
        *allowed_hosts_middleware(
            DEPLOYMENT.allowed_hosts, exempt_paths=(health.ROUTE, metrics.ROUTE)
        ),
        Middleware(SameOriginMiddleware),
        Middleware(ConnectionMiddleware, places=DEPLOYMENT.sessions),
        Middleware(UploadMiddleware),
    ],
)
