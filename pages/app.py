"""What every visit runs: the page list, and what all pages share."""

import streamlit as st

from pages import session

session.begin()
projector = st.session_state["projector"]
controls_shown = st.session_state.get("controls_shown", not projector)
st.set_page_config(
    page_title="Trainscope",
    layout="wide",
    initial_sidebar_state="expanded" if controls_shown else "collapsed",
)
# Streamlit leaves 6 rem above a page and 10 below: room that the panels need.
st.html(
    """<style>
    .stMainBlockContainer { padding: 2.6rem 1.5rem 0; }
    </style>"""
)
if projector:
    st.html(
        """<style>
        .stMainBlockContainer { padding: 0.5rem 1rem 0; }
        .stAppHeader { display: none; }
        </style>"""
    )
st.navigation([st.Page("playground.py", title="Playground", default=True)], position="hidden").run()
