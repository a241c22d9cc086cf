"""Long work on a page."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.core.counting import Count
from web.jobs import jobs
from web.server.deployment import Deployment


def page():
    import streamlit as st

    from tests.core.counting import Count
    from web.jobs.jobs import work

    tasks = st.session_state.get("tasks", (Count(2), Count(3)))
    work("count", tasks, "Count", lambda found: st.text(sorted(found.values())))


@pytest.fixture(autouse=True)
def piece_by_piece(monkeypatch):
    """A slice is one piece, and nothing is known yet."""
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 1e-9)
    monkeypatch.setattr(jobs, "RESULTS", jobs.Results(100))


def open_app(**state):
    app = AppTest.from_function(page, default_timeout=30)
    for name, value in state.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return app


def found(app):
    return app.text[0].value


def run_to_the_end(app):
    for _ in range(20):
        if "count_cancel" not in [button.key for button in app.button]:
            return
        app.run()
    raise AssertionError("it never ends")


def test_nothing_begins_by_itself():
    app = open_app()
    assert [button.label for button in app.button] == ["Count"]
    assert found(app) == "[]"


def test_what_is_found_is_shown_on_the_way_and_at_the_end():
    app = open_app()
    app.button(key="count_run").click().run()
    seen = {found(app)}
    for _ in range(20):
        app.run()
        seen.add(found(app))
    assert {"[0]", "[0, 2]", "[2, 2]", "[2, 3]"} <= seen
    assert found(app) == "[2, 3]"
    assert [(button.label, button.disabled) for button in app.button] == [("Count", True)]
    assert app.caption[0].value == "All are done."


def test_a_cancelled_job_keeps_what_is_finished_and_goes_on_from_there():
    app = open_app()
    app.button(key="count_run").click().run()
    while "2, " not in found(app):
        app.run()
    app.button(key="count_cancel").click().run()
    assert found(app) == "[2]"
    assert [button.label for button in app.button] == ["Count (1 left)"]
    assert app.caption[0].value == "1 of 2 are done."
    app.button(key="count_run").click().run()
    run_to_the_end(app)
    assert found(app) == "[2, 3]"


def test_a_server_may_begin_with_a_part_of_them(monkeypatch):
    monkeypatch.setattr(jobs, "DEPLOYMENT", Deployment(largest_sweep=1))
    app = open_app()
    assert app.button(key="count_run").label == "Count (1 of 2 left)"
    app.button(key="count_run").click().run()
    run_to_the_end(app)
    assert found(app) == "[2]"
    assert app.button(key="count_run").label == "Count (1 left)"
    app.button(key="count_run").click().run()
    run_to_the_end(app)
    assert found(app) == "[2, 3]"


def test_another_visitor_finds_what_is_known():
    app = open_app()
    app.button(key="count_run").click().run()
    run_to_the_end(app)
    assert found(open_app()) == "[2, 3]"


def test_tasks_that_the_page_no_longer_asks_for_are_given_up():
    app = open_app()
    app.button(key="count_run").click().run()
    app.session_state["tasks"] = (Count(5), Count(6))
    app.run()
    assert [button.key for button in app.button] == ["count_run"]
    assert found(app) == "[]"


@pytest.mark.parametrize(
    ("trouble", "message"),
    [(ValueError, "the server's log says why"), (MemoryError, "does not fit into memory")],
)
def test_what_fails_is_said_and_the_rest_is_kept(trouble, message):
    app = open_app(tasks=(Count(1), Count(1, error=trouble)))
    app.button(key="count_run").click().run()
    run_to_the_end(app)
    assert not app.exception
    assert message in app.error[0].value
    assert found(app) == "[1]"
    app.button(key="count_run").click().run()
    assert not app.error


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "about 1 s"), (42.3, "about 42 s"), (200, "about 3 min")]
)
def test_a_time_left_is_said_as_people_say_it(seconds, words):
    assert jobs._spoken(seconds) == words


def test_what_was_not_looked_at_for_longest_is_forgotten_and_a_question_costs_nothing():
    results = jobs.Results(2)
    results.put(Count(1), "one")
    results.put(Count(2), "two")
    for to in range(10, 20):
        assert results.get(Count(to)) is None
    assert results.get(Count(1)) == "one"
    results.put(Count(3), "three")
    assert [results.get(Count(to)) for to in (1, 2, 3)] == ["one", None, "three"]
