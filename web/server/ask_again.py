"""Lets the browser ask for a fragment again, as long as its page is shown.

Streamlit's own `run_every` asks at fixed times, whether the last answer has come or not, and may
drop what other pages are set to (https://github.com/streamlit/streamlit/issues/10805).
"""

import streamlit as st

from web.charts.assets import loader
from web.server.ids import id_counter

_component = st.components.v2.component("trainscope_ask_again", js=loader("server/ask_again.js"))
_answers = id_counter()


def ask_again(seconds: float, hidden: bool = False) -> None:
    """Run the fragment around this again, so many seconds after the page shows it.

    For the end of a fragment. A hidden tab asks only where `hidden` is true.
    """
    data = {"answer": next(_answers), "seconds": seconds, "hidden": hidden}
    _component(key="ask_again", data=data, on_asked_change=lambda: None)
