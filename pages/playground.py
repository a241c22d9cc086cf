"""The playground: pick a network, press Play, watch it learn."""

import streamlit as st

from pages import address, run_controls, session
from pages.live.live import live

PAGE = "Playground"

session.begin(PAGE)
st.set_page_config(
    page_title="Trainscope",
    initial_sidebar_state="collapsed" if st.session_state["projector"] else "expanded",
)
run, display = st.sidebar.tabs(["Run", "Display"])
with run:
    config = run_controls.choose_config()
with display:
    view = run_controls.choose_view(config)
address.write_address(PAGE, view, config)
address.show_address_problems()
live(session.run_of(config, view.panels), view, session.COMMANDS, session.turn())
