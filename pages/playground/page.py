"""The playground: pick a network, press Play, watch it learn."""

import streamlit as st

from web.live.live import live
from web.session import run_controls, session
from web.settings import url

PAGE = "Playground"

session.open_live_page(PAGE)
st.set_page_config(
    page_title="Trainscope",
    initial_sidebar_state="collapsed" if st.session_state["projector"] else "expanded",
)
run, display = st.sidebar.tabs(["Run", "Display"])
with run:
    config = run_controls.choose_config()
with display:
    view = run_controls.choose_view(config)
url.write_url(PAGE, view, config)
url.show_url_problems()
live(session.run_of(config, view.panels), view, session.COMMANDS, session.settings_version())
