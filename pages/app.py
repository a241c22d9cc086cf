"""The script that Streamlit runs for every page: page list, admission and common style."""

import streamlit as st

from web.server.admission import admit

PAGES = {
    "": [st.Page("playground/page.py", title="Playground", url_path="playground", default=True)],
    "Mechanics": [
        st.Page("graph/page.py", title="Computation graph", url_path="graph"),
        st.Page("autograd/page.py", title="Autograd", url_path="autograd"),
        st.Page("microscope/page.py", title="Microscope", url_path="microscope"),
        st.Page("initialization/page.py", title="Initialization", url_path="initialization"),
        st.Page("models/page.py", title="Models", url_path="models"),
        st.Page("losses/page.py", title="Losses", url_path="losses"),
        st.Page("optimizers/page.py", title="Optimizers", url_path="optimizers"),
        st.Page("metrics/page.py", title="Metrics", url_path="metrics"),
    ],
    "Laboratories": [
        st.Page("capacity/page.py", title="Capacity", url_path="capacity"),
        st.Page("adversarial/page.py", title="Adversarial points", url_path="adversarial"),
        st.Page("book/page.py", title="The book", url_path="book"),
        st.Page("claims/page.py", title="Claims", url_path="claims"),
    ],
}
"""Heading in the page list → the pages under it."""

st.set_page_config(page_title="Trainscope", layout="wide")
page = st.navigation(PAGES, position="top")
admit()  # on a full server it draws the waiting page and ends the script
# Streamlit leaves 6 rem above a page and 10 below: room that the panels need. Its header, which has
# the page list and the button that brings back the sidebar, lies over the page's first line: where
# that is a message, it is moved down.
st.html(
    """<style>
    .stMainBlockContainer { padding: 0.6rem 1.2rem 0; }
    .stAppHeader { background: transparent; pointer-events: none; height: 2.8rem; min-height: 0; }
    .stAppHeader * { pointer-events: auto; }
    .stMainBlockContainer > .stVerticalBlock > :first-child > .stAlert { margin-top: 2.4rem; }
    [data-testid="stSidebarHeader"] { height: 2rem; margin-bottom: 0; }
    [data-testid="stSidebarUserContent"] { padding: 0 1rem 2rem; }
    .stSidebar[data-collapsed="false"] { width: 21rem !important; }
    </style>"""
)
page.run()
