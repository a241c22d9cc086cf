"""What every visit runs: the page list, and what all pages share."""

import streamlit as st

from pages import session

session.begin()
st.set_page_config(
    page_title="Trainscope",
    layout="wide",
    initial_sidebar_state="collapsed" if st.session_state["projector"] else "expanded",
)
# Streamlit leaves 6 rem above a page and 10 below: room that the panels need. Its header lies over
# the page and is kept for the button that brings back the sidebar.
st.html(
    """<style>
    .stMainBlockContainer { padding: 0.6rem 1.2rem 0; }
    .stAppHeader { background: transparent; pointer-events: none; }
    .stAppHeader * { pointer-events: auto; }
    [data-testid="stSidebarHeader"] { height: 2rem; margin-bottom: 0; }
    [data-testid="stSidebarUserContent"] { padding: 0 1rem 2rem; }
    .stSidebar[data-collapsed="false"] { width: 21rem !important; }
    </style>"""
)
st.navigation([st.Page("playground.py", title="Playground", default=True)], position="hidden").run()
