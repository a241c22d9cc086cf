"""A page keeps its settings where its first run is cut short.

Under load, the browser's next message comes while the first run of a page is still drawing.
Streamlit then stops that run, wherever it is, and begins another one.
"""

from itertools import count

import pytest
from streamlit.runtime.scriptrunner import StopException
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from tests.pages.page import open_page

WAYS = {
    "to adversarial points": ("playground", "adversarial"),
    "to capacity": ("playground", "capacity"),
    "to initialization": ("playground", "initialization"),
    "between laboratories": ("adversarial", "capacity"),
    "back to the playground": ("adversarial", "playground"),
}
"""From one page to another that has settings of the same names, as `width`."""

CALLS = (30, 60, 90)
"""Where the first run is stopped: Streamlit asks this often whether there is a newer one."""


def go(app, page):
    app.switch_page(f"{page}/page.py").run()
    assert not app.exception


def stop_at(monkeypatch, call):
    """Stop the runs of the script that follow, each at so many calls."""
    calls = count(1)
    asked = ScriptRunner._maybe_handle_execution_control_request

    def stop(runner):
        asked(runner)
        if runner._execing and next(calls) == call:
            raise StopException

    monkeypatch.setattr(ScriptRunner, "_maybe_handle_execution_control_request", stop)


def shown(app):
    """Key → what the widget shows in a browser that draws it for the first time."""
    assert not app.exception
    widgets = [*app.slider, *app.select_slider, *app.number_input, *app.selectbox, *app.toggle]
    return {widget.key: _shown(widget.proto) for widget in widgets}


def _shown(proto):
    kind = proto.DESCRIPTOR.name
    if kind == "Selectbox":
        return proto.raw_value if proto.set_value else proto.options[proto.default]
    if kind != "Slider":
        return proto.value if proto.set_value else proto.default
    if proto.options:
        return list(proto.raw_value) if proto.set_value else [proto.options[int(proto.default[0])]]
    return list(proto.value if proto.set_value else proto.default)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(("here", "there"), WAYS.values(), ids=WAYS)
def test_settings_are_kept_where_the_first_run_is_stopped(monkeypatch, here, there, call):
    app, undisturbed = (open_page(width="5", learning_rate="0.1") for _ in range(2))
    if here != "playground":
        go(app, here)
        go(undisturbed, here)
    go(undisturbed, there)
    old_page = app._tree.get_widget_states()
    with monkeypatch.context() as patched:
        stop_at(patched, call)
        go(app, there)
    app._run(old_page)  # the browser has drawn nothing of the new page yet
    assert shown(app) == shown(undisturbed)
