"""Metrics of the run that trains, under a threshold that can be moved."""

import streamlit as st

from pages import address, run_controls, session
from pages.live.live import live
from pages.sections.metrics import MetricsView, choose_view
from pages.sections.metrics_numbers import show_numbers

PAGE = "Metrics"

session.begin(PAGE, MetricsView)
st.set_page_config(
    page_title=f"{PAGE} · Trainscope",
    initial_sidebar_state="collapsed" if st.session_state["projector"] else "expanded",
)
with st.sidebar:
    choose_view()
view, config = address.settings_of(MetricsView), run_controls.present_config()
address.write_address(PAGE, view, config)
address.show_address_problems()
run = session.run_of(config, view.panels)
live(run, view, session.COMMANDS, session.turn())
show_numbers(run, view)
