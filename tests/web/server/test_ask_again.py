"""Fragments that the browser asks for again."""

import json
import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[3]


def page():
    import streamlit as st

    from web.server.ask_again import ask_again

    @st.fragment
    def clock():
        ask_again(2.5)

    clock()


def test_every_answer_has_its_own_number():
    app = AppTest.from_function(page).run()
    numbers = set()
    for _ in range(3):
        (component,) = app.get("bidi_component")
        data = json.loads(component.proto.json)
        assert (data["seconds"], data["hidden"]) == (2.5, False)
        numbers.add(data["answer"])
        app.run()
    assert len(numbers) == 3


def test_no_fragment_runs_on_streamlit_s_own_clock():
    """It drops what other pages are set to: https://github.com/streamlit/streamlit/issues/10805."""
    sources = [*ROOT.glob("*.py"), *ROOT.glob("pages/**/*.py"), *ROOT.glob("web/**/*.py")]
    assert len(sources) > 100
    assert [path for path in sources if re.search(r"run_every\s*=", path.read_text())] == []
