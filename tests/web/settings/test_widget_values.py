"""What Streamlit makes of the values of widgets, and why our widgets are drawn as they are."""

import pytest
from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from web.settings import controls
    from web.settings.settings import Settings, number
    from web.settings.url import set_setting

    class Weights(Settings):
        weight: float = number(0.0, low=0, high=5, title="w", description="A weight.")

    todo = st.session_state["todo"]
    if "set" in todo:
        set_setting("weight", todo["set"])
    if todo.get("draw") == "ours":
        controls.slider(Weights, "weight", step=0.5)
    elif todo.get("draw") == "plain":
        st.slider("w", 0.0, 5.0, key="weight")


def run(app, **todo):
    app.session_state["todo"] = todo
    app.run()
    assert not app.exception
    return app


def sent(app):
    """The value that the browser is told to show; None where it is left alone."""
    (slider,) = app.slider
    return slider.proto.value[0] if slider.proto.set_value else None


@pytest.fixture
def app():
    return AppTest.from_function(page)


@pytest.mark.parametrize("runs_between", [0, 2])
def test_a_value_that_was_set_before_its_widget_was_drawn_is_sent(app, runs_between):
    run(app, set=2.5)
    for _ in range(runs_between):
        run(app)
    assert sent(run(app, draw="ours")) == 2.5


def test_a_value_is_sent_once(app):
    """A person may be moving the widget."""
    run(app, set=2.5, draw="ours")
    assert sent(app) == 2.5
    assert sent(run(app, draw="ours")) is None
    app.slider[0].set_value(4.0)
    assert sent(run(app, draw="ours")) is None
    assert app.slider[0].value == 4.0


def test_a_widget_that_was_not_drawn_for_a_while_has_its_value_again(app):
    run(app, set=2.5, draw="ours")
    app.slider[0].set_value(4.0)
    run(app, draw="ours")
    for _ in range(2):
        assert run(app).session_state["weight"] == 4.0
    assert sent(run(app, draw="ours")) == 4.0


def test_a_value_that_is_set_while_the_widget_is_not_drawn_is_sent(app):
    run(app, set=2.5, draw="ours")
    run(app, set=1.5)
    run(app)
    assert sent(run(app, draw="ours")) == 1.5


def test_without_persist_state_streamlit_forgets_the_value(app):
    """Should this fail one day, `persist_state` is no longer needed."""
    run(app, set=2.5, draw="plain")
    run(app)
    run(app)
    assert "weight" not in app.session_state
