"""Metrics of the present run at a threshold that can be moved."""

import streamlit as st

from pages.metrics.metrics_table import show_numbers
from pages.metrics.settings import MetricsView, choose_view
from web.live.live import live
from web.session import session
from web.settings import url
from web.settings.page_state import page_state

PAGE = "Metrics"

session.open_live_page(PAGE, MetricsView)
st.set_page_config(
    page_title=f"{PAGE} · Trainscope",
    initial_sidebar_state="collapsed" if st.session_state["projector"] else "expanded",
)
with st.sidebar:
    choose_view()
view, config = url.settings_of(MetricsView), page_state().config
url.write_url(PAGE, view, config)
url.show_url_problems()
run = session.run_of(config, view.panels)
live(run, view, session.COMMANDS, session.settings_version())
show_numbers(run, view)
