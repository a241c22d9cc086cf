"""What every visit runs: the page list, and what all pages share."""

import streamlit as st

from pages.admission import admit

PAGES = {
    "": [st.Page("playground.py", title="Playground", default=True)],
    "Mechanics": [
        st.Page("graph.py", title="Computation graph"),
        st.Page("autograd.py", title="Autograd"),
        st.Page("microscope.py", title="Microscope"),
        st.Page("initialization.py", title="Initialization"),
        st.Page("models.py", title="Models"),
        st.Page("losses.py", title="Losses"),
        st.Page("optimizers.py", title="Optimizers"),
        st.Page("metrics.py", title="Metrics"),
    ],
    "Laboratories": [
        st.Page("capacity.py", title="Capacity"),
        st.Page("adversarial.py", title="Adversarial points"),
        st.Page("book.py", title="The book"),
        st.Page("claims.py", title="Claims"),
    ],
}
"""Heading in the page list → the pages under it."""

st.set_page_config(page_title="Trainscope", layout="wide")
page = st.navigation(PAGES, position="top")
admit()
# Streamlit leaves 6 rem above a page and 10 below: room that the panels need. Its header, which has
# the page list and the button that brings back the sidebar, lies over the page's first line.
st.html(
    """<style>
    .stMainBlockContainer { padding: 0.6rem 1.2rem 0; }
    .stAppHeader { background: transparent; pointer-events: none; height: 2.8rem; min-height: 0; }
    .stAppHeader * { pointer-events: auto; }
    [data-testid="stSidebarHeader"] { height: 2rem; margin-bottom: 0; }
    [data-testid="stSidebarUserContent"] { padding: 0 1rem 2rem; }
    .stSidebar[data-collapsed="false"] { width: 21rem !important; }
    </style>"""
)
page.run()
