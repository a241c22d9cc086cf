"""The server: `streamlit run dashboard.py` starts it.

Streamlit as an ASGI app, so that the live view can fetch its script and plotly.js from this
server: nothing is copied into the repository, and no browser asks another host.
"""

import gc
from pathlib import Path

import plotly
import streamlit as st
import torch
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from pages.live.live import ASSETS, ROUTE

# More threads than one make networks of this size slower, and there are many sessions.
torch.set_num_threads(1)
# What is imported by now stays: the collector need not look through it at every turn.
gc.freeze()

plotly_js = Path(plotly.__file__).parent / "package_data"

app = st.App(
    Path(__file__).parent / "pages" / "app.py",
    routes=[
        Mount(f"{ROUTE}/plotly", StaticFiles(directory=plotly_js)),
        Mount(ROUTE, StaticFiles(directory=ASSETS)),
    ],
)
