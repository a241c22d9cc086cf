"""The app in a fresh session, without a browser."""

import contextlib
import io
import json
from functools import partial
from pathlib import Path
from unittest.mock import patch

import torch
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import AppTest

PAGES = Path(__file__).parents[2] / "pages"


def open_page(page="app", **address):
    """The playground within the app, or another page by itself: `open_page("autograd", w="2")`."""
    script = PAGES / "app.py" if page == "app" else PAGES / page / "page.py"
    app = AppTest.from_file(script, default_timeout=30)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def run_of(app):
    return app.session_state["run_state"].run


def change(app, name, value):
    """Do what a person does with the control of a setting."""
    if value is None:  # AppTest takes it for no change
        app.session_state[name] = None
        app.run()
    else:
        app.get_by_key(name).set_value(value).run()
    assert not app.exception


def finish_job(app, name):
    """Run a page until its job has no Cancel button."""
    for _ in range(400):
        assert not app.exception
        if f"{name}_cancel" not in [button.key for button in app.button]:
            return
        app.run()
    raise AssertionError(f"the job {name} does not end")


def markdown(app):
    """All Markdown of the page, by kind of element."""
    elements = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    return "\n".join(element.value for element in elements)


def words(app):
    """The same, with Python's minus signs and nothing bold."""
    return markdown(app).replace("−", "-").replace("**", "")


def printed(app):
    """What the program on the page prints."""
    (code,) = app.code
    return printed_by(code.value)


def printed_by(program):
    """What a program prints; torch's random stream and default type stay as they were."""
    output, kind = io.StringIO(), torch.get_default_dtype()
    try:
        with torch.random.fork_rng(), contextlib.redirect_stdout(output):
            exec(compile(program, "shown", "exec"), {})
    finally:
        torch.set_default_dtype(kind)
    return output.getvalue()


def ask(app, kind, number=1, speed="1", argument=None, **more):
    """Do what the live view does at a click."""
    request = {"number": number, "kind": kind, "speed": speed, "argument": argument, **more}
    app.session_state["live"] = {"request": request}
    return app.run()


def ask_alone(app, kind, number=1, **more):
    """The same, and the fragments alone run then, as they do while a run plays."""
    fragments = list(app._fragment_storage.ids_registered_after(0))
    alone = partial(RerunData, fragment_id_queue=fragments)
    with patch("streamlit.testing.v1.local_script_runner.RerunData", alone):
        return ask(app, kind, number, **more)


def header_of(app):
    """The header of the block that the browser gets."""
    block = app.session_state["live_state"].block
    return json.loads(block[4 : 4 + int.from_bytes(block[:4], "little")])
