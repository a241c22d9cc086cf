"""What the pages around the playground share."""

from itertools import count
from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

from web.charts import chart
from web.live.view import View
from web.settings import url
from web.settings.settings import Settings, number


def example_page():
    import streamlit as st

    from web.session.page_head import page_head, show_code
    from web.settings import controls
    from web.settings.settings import Settings, choice, number

    class ExampleSettings(Settings):
        section: str = choice(
            "one", {"one": "One", "two": "Two"}, title="section", description="Section."
        )
        weight: float = number(1.0, low=-3, high=3, title="w", description="A weight.")

    settings, style = page_head("Example", "An example.", ExampleSettings)
    controls.tabs(ExampleSettings, "section")
    if settings.section == "one":
        controls.slider(ExampleSettings, "weight", step=0.5)
    show_code(f"print({settings.weight})")
    st.caption(f"{style.font_size}")


def page_of_the_run():
    import streamlit as st

    from web.session import session
    from web.session.page_head import page_head
    from web.settings.settings import Settings

    page_head("Of the run", "An example.", Settings, of_run=True)
    run = session.present_run()
    st.caption(f"width {run.config.width}, step {run.trainer.step}")
    st.button("Wider", on_click=session.change_config, kwargs={"width": 9})


def open_script(script, **query):
    app = AppTest.from_function(script, default_timeout=30)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def test_a_url_sets_the_page():
    app = open_script(example_page, weight="2.5")
    assert app.slider(key="weight").value == 2.5
    assert app.code[0].value == "print(2.5)"


def test_a_change_stands_in_the_url():
    app = open_script(example_page)
    app.slider(key="weight").set_value(-1.0).run()
    assert app.query_params == {"weight": "-1.0"}
    app.slider(key="weight").set_value(1.0).run()
    assert app.query_params == {}


def test_a_bad_url_is_named_and_replaced():
    app = open_script(example_page, weight="9", wait="1")
    assert "it takes a number from \\-3 to 3" in app.warning[0].value
    assert "there is no such setting" in app.warning[0].value
    assert app.query_params == {}
    app.slider(key="weight").set_value(2.0).run()
    assert not app.warning


def test_a_setting_whose_section_is_closed_keeps_its_value():
    app = open_script(example_page, weight="2.5", section="two")
    assert not app.slider
    assert app.code[0].value == "print(2.5)"
    app.session_state["section"] = "one"
    assert app.run().slider(key="weight").value == 2.5


def test_the_projector_enlarges_the_type():
    app = open_script(example_page)
    small = int(app.caption[0].value)
    app.button[0].click().run()
    assert int(app.caption[0].value) > small
    assert app.query_params == {"projector": "true"}


def test_a_page_of_the_run_opens_it_at_its_step():
    app = open_script(page_of_the_run, width="3", step="70")
    assert app.caption[0].value == "width 3, step 70"
    assert app.query_params == {"width": "3", "step": "70"}


def test_a_page_of_the_run_can_change_it():
    app = open_script(page_of_the_run, step="5")
    app.button[1].click().run()
    assert app.caption[0].value == "width 9, step 0"
    assert app.query_params == {"width": "9"}


def test_the_way_to_a_step_is_cancelled(monkeypatch):
    """The click stops the run of the script that trains, and begins another one."""
    calls = count(1)

    def train_until_the_click(run, *_, **__):
        if next(calls) == 3:
            raise StopException
        run.trainer.train(10)

    with monkeypatch.context() as patched:
        patched.setattr("web.live.run.Run.answer", train_until_the_click)
        app = open_script(page_of_the_run, step="500")
    (cancel,) = [button for button in app.button if button.label == "Cancel"]
    cancel.click().run()
    assert app.caption[0].value == "width 4, step 20"
    assert app.query_params == {"step": "20"}
    assert "Cancel" not in [button.label for button in app.button]


class Other(Settings):
    weight: float = number(1.0, low=-3, high=3, title="w", description="A weight.")


@pytest.fixture
def browser(monkeypatch):
    """Stands for the session's state, and for the URL that the browser shows."""
    state, shown = {}, {}
    monkeypatch.setattr("streamlit.session_state", state)
    query = SimpleNamespace(to_dict=lambda: dict(shown), from_dict=shown.update)
    monkeypatch.setattr("streamlit.query_params", query)
    return SimpleNamespace(state=state, shown=shown)


def visit(page, settings, of_run=False, has_run=False):
    """What every run of a page does."""
    is_new = url.open_page(page, settings, of_run, has_run)
    config = url.START if of_run else None
    url.write_url(page, url.settings_of(settings), config)
    return is_new


def test_a_page_is_entered_once(browser):
    assert visit("Other", Other)
    browser.state["weight"] = 2.0
    assert not visit("Other", Other)
    assert browser.shown == {"weight": "2.0"}


@pytest.mark.parametrize("left_behind", [True, False])
def test_a_page_that_is_come_back_to_is_as_it_was(browser, left_behind):
    """Streamlit may leave the URL of the page before in the browser, or take it away."""
    browser.shown.update(weight="2.5")
    visit("Other", Other)
    if not left_behind:
        browser.shown.clear()
    visit("Playground", View, of_run=True)
    assert browser.state["page_state"].url_problems == []
    browser.shown.clear()
    del browser.state["weight"]  # Streamlit drops the state of widgets that are not drawn
    visit("Other", Other)
    assert browser.state["weight"] == 2.5


def test_the_browser_going_back_to_a_page_brings_its_url(browser):
    visit("Other", Other)
    visit("Playground", View, of_run=True)
    browser.shown.clear()
    browser.shown.update(weight="-2")
    visit("Other", Other)
    assert browser.state["weight"] == -2


def test_the_projector_stays_on_from_page_to_page(browser):
    visit("Other", Other)
    browser.state["projector"] = True
    visit("Other", Other)
    visit("Playground", View, of_run=True)
    assert browser.state["projector"] is True


def test_a_run_stays_where_it_is_while_the_person_is_elsewhere(browser):
    visit("Playground", View, of_run=True)
    assert browser.state["page_state"].replay.step == 0
    visit("Other", Other)
    visit("Playground", View, of_run=True, has_run=True)
    assert browser.state["page_state"].replay is None


def test_going_back_on_one_page_reads_its_url(browser):
    visit("Other", Other)
    browser.shown.update(weight="-1.5")
    url.follow_browser()
    assert url.settings_of(Other).weight == -1.5


def test_a_url_that_is_late_is_not_read(browser):
    """Keys that come faster than the browser writes the URL bring one from before."""
    visit("Other", Other)
    browser.state["weight"] = 2.0
    visit("Other", Other)
    browser.shown.clear()
    browser.state["weight"] = 2.5
    url.follow_browser()
    assert url.settings_of(Other).weight == 2.5


@pytest.mark.parametrize(
    "place",
    [
        None,
        3,
        {},
        {"x": 1},
        {"x": "1", "y": 2},
        {"x": float("nan"), "y": 0},
        {"x": True, "y": 0},
        {"x": 10**400, "y": 0},
    ],
)
def test_a_click_that_is_nowhere_is_no_click(place):
    assert chart._clicked_place({"clicked": place}) is None


def test_a_click_is_a_place():
    assert chart._clicked_place({"clicked": {"x": 1, "y": -2.5}}) == (1.0, -2.5)
