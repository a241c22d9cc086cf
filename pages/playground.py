"""The playground: pick a network, press Play, watch it learn."""

import streamlit as st

from pages import controls, session
from pages.live.live import live

with st.sidebar:
    config = controls.choose_config()
    view = controls.choose_view()
controls.write_address(config, view)
controls.show_address_problems()
live(session.run_of(config), view, session.COMMANDS)
