"""The playground: pick a network, press Play, watch it learn."""

import streamlit as st

from pages import address, controls, session
from pages.live.live import live

run, display = st.sidebar.tabs(["Run", "Display"])
with run:
    config = controls.choose_config()
with display:
    view = controls.choose_view(config)
address.write_address(config, view)
address.show_address_problems()
live(session.run_of(config, view), view, session.COMMANDS)
