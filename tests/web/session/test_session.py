"""What a visitor's session does with the requests of the browser."""

from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from tests.pages.page import ask, ask_alone, change, header_of, open_page, run_of
from web.live.protocol import Request
from web.live.run import DEFAULT_SPEED, SPEEDS
from web.live.view import View
from web.session import run_controls, session
from web.settings.page_state import PageState


def request(kind, speed="max"):
    return Request.read({"request": {"number": 1, "kind": kind, "speed": speed}})


@pytest.fixture
def state(monkeypatch):
    """Stands for the session's state, outside of a page."""
    state = {}
    monkeypatch.setattr("streamlit.session_state", state)
    return state


LAST_SEED = 2**31 - 1


@pytest.mark.parametrize(
    ("seed", "members", "after"),
    [
        (1, 16, 17),
        (1, 1, 2),
        (5, 256, 261),
        (LAST_SEED, 1, 0),
        (LAST_SEED - 31, 16, LAST_SEED - 15),
        (LAST_SEED - 30, 16, 0),
    ],
)
def test_new_seed_trains_members_of_other_seeds(seed, members, after):
    app = open_page(seed=str(seed), ensemble_size=str(members), width="1", hidden_layers="1")
    ask(app, "new_seed")
    assert not app.exception
    config = run_of(app).config
    assert (config.seed, config.ensemble_size) == (after, members)
    assert {*range(seed, seed + members)}.isdisjoint(range(after, after + members))


def test_new_seed_shares_none_where_the_page_trains_fewer_than_asked_for():
    app = open_page(hidden_layers="12", width="64", ensemble_size="256", n_points="1000")
    before = run_of(app).config
    assert before.ensemble_size < 256
    ask(app, "new_seed")
    assert run_of(app).config.seed == before.seed + before.ensemble_size


@pytest.mark.parametrize(("picked", "after"), [(8, 24), (LAST_SEED, LAST_SEED), (4, 4)])
def test_new_seed_picks_the_member_at_the_same_place(picked, after):
    app = open_page(seed="5", picked_seed=str(picked))
    ask(app, "new_seed")
    assert not app.exception
    assert (app.session_state["seed"], app.session_state["picked_seed"]) == (21, after)


def test_the_url_that_the_browser_went_back_to_is_read(state, monkeypatch):
    query = {"seed": "7", "step": "30", "speed": "20"}
    monkeypatch.setattr("streamlit.query_params", SimpleNamespace(to_dict=lambda: query))
    state["page_state"] = PageState(settings_type=View, of_run=True)
    session.COMMANDS["read_url"](request("read_url"))
    assert (state["seed"], state["page_state"].replay.step, state["speed"]) == (7, 30, "20")


def test_the_url_is_read_when_the_session_begins_and_not_again(state, monkeypatch):
    monkeypatch.setattr("streamlit.query_params", SimpleNamespace(to_dict=lambda: {"seed": "7"}))
    session.open_live_page("Playground")
    assert state["seed"] == 7
    state["seed"] = 9
    session.open_live_page("Playground")
    assert state["seed"] == 9


def test_reset_starts_anew_with_the_same_config():
    app = open_page(seed="3")
    ask(app, "step", 1)
    run = run_of(app)
    ask(app, "reset", 2)
    assert not app.exception
    assert run_of(app).number != run.number
    assert run_of(app).trainer.step == 0
    assert run_of(app).config == run.config
    assert header_of(app)["answered"] == 2


def test_reset_takes_over_what_changed_on_the_way():
    app = open_page()
    ask(app, "step", 1)
    change(app, "learning_rate", 0.5)
    assert header_of(app)["changes"] == "0-learning_rate-0.03~1-learning_rate-0.5"
    ask(app, "reset", 2)
    assert header_of(app)["changes"] == ""
    assert run_of(app).config.learning_rate == 0.5


@pytest.mark.parametrize("speed", SPEEDS)
def test_speed_stands_in_the_url(speed):
    app = ask(open_page(), "speed", speed=speed)
    assert not app.exception
    assert header_of(app)["speed"] == speed
    assert dict(app.query_params) == ({} if speed == DEFAULT_SPEED else {"speed": speed})


def test_projector_is_switched_on_and_off_while_the_run_goes_on():
    app = ask(open_page(), "step", 1)
    run = run_of(app)
    for number, projector in ((2, True), (3, False)):
        ask(app, "projector", number)
        assert not app.exception
        assert header_of(app)["projector"] is projector
        assert dict(app.query_params) == ({"projector": "true"} if projector else {})
    assert run_of(app) is run
    assert run.trainer.step == 1


def test_the_run_catches_up_with_the_step_of_the_url():
    app = open_page(step="40", width="2")
    number = 0
    while header_of(app)["catching_up_to"]:
        number += 1
        assert number < 41  # a tick takes a step at least
        ask(app, "catch_up", number)
    assert run_of(app).trainer.step == 40
    assert header_of(app)["numbers"][-1]["step"] == 40


@pytest.mark.parametrize("kind", session.COMMANDS)
def test_a_command_that_comes_with_a_moved_control_is_carried_out(kind):
    """Streamlit puts a tick and a moved control that come together into one run of the page."""
    app = open_page(seed="3")
    app.slider(key="width").set_value(6)
    ask(app, kind)
    assert not app.exception
    assert header_of(app)["answered"] == 1
    assert run_of(app).config.seed == (19 if kind == "new_seed" else 3)


@pytest.mark.parametrize(("name", "value"), [("learning_rate", 0.05), ("width", 6), ("seed", 9)])
def test_a_control_that_moves_with_a_request_of_the_live_view_is_followed(name, value):
    """Streamlit's browser side then asks for the live view alone."""
    app = open_page()
    app.get_by_key(name).set_value(value)
    ask_alone(app, "step", settings_version=header_of(app)["settings_version"])
    assert not app.exception
    assert getattr(run_of(app).config, name) == value
    assert app.query_params == {name: str(value)}
    assert header_of(app)["answered"] == 1
    assert run_of(app).trainer.step == 1


def test_a_request_alone_draws_the_live_view_alone():
    app = open_page()
    version = header_of(app)["settings_version"]
    other = run_of(app).config.replace(learning_rate=0.5)
    run_of(app).apply_config(other)
    ask_alone(app, "step", settings_version=version)
    assert run_of(app).config == other  # the page, when drawn, puts it back
    assert ask(app, "step", 2).session_state["run_state"].run.config != other


def test_a_value_of_before_is_no_move():
    """The browser sends it on until it has taken over what the server has set."""
    app = open_page()
    before = header_of(app)["settings_version"]
    ask(app, "new_seed", 1)
    app.number_input(key="seed").set_value(1)
    ask_alone(app, "play", 2, settings_version=before)
    assert run_of(app).config.seed == 17
    ask_alone(app, "play", 3, settings_version=header_of(app)["settings_version"])
    assert run_of(app).config.seed == 1


def test_a_new_sample_that_is_asked_for_with_a_request_of_the_live_view_is_drawn():
    app = open_page()
    before = header_of(app)["settings_version"]
    change(app, "noise", 0.1)
    app.button[0].click()
    ask_alone(app, "play", 1, settings_version=before)
    assert run_of(app).config.data_seed == 1
    ask_alone(app, "play", 2, settings_version=header_of(app)["settings_version"])
    assert run_of(app).config.data_seed == 2
    ask_alone(app, "play", 3, settings_version=header_of(app)["settings_version"])
    assert run_of(app).config.data_seed == 2


def test_a_network_beyond_the_memory_is_refused_in_words(monkeypatch):
    app = open_page()

    def no_room(*_, **__):
        raise MemoryError

    monkeypatch.setattr("web.live.run.Trainer", no_room)
    app.slider(key="width").set_value(6).run()
    assert not app.exception
    assert "does not fit into memory" in app.error[0].value

    monkeypatch.undo()
    assert not app.slider(key="width").set_value(5).run().error
    assert run_of(app).config.width == 5


def test_a_step_of_a_url_is_used_once_and_by_that_url_only():
    """Going back to the same settings opens them at their step; a later change begins at 0."""
    app = open_page(seed="3")
    app.query_params["step"] = "5"
    ask(app, "read_url")
    assert run_of(app).target == 5
    app.slider(key="width").set_value(6).run()
    assert run_of(app).target == 0


@pytest.mark.parametrize("page", ["app", "metrics", "microscope", "models"])
def test_the_controls_of_the_run_are_read_once_a_run_of_the_script(page, monkeypatch):
    app = open_page(page)
    read = Mock(wraps=run_controls.config_of_widgets)
    monkeypatch.setattr(run_controls, "config_of_widgets", read)
    app.run()
    assert not app.exception
    assert read.call_count == 1


# Picking a member, and remedies


@pytest.mark.parametrize(("argument", "picked"), [(0, 5), (15, 20)])
def test_a_member_is_picked(argument, picked):
    app = ask(open_page(seed="5"), "pick", argument=argument)
    assert not app.exception
    assert app.session_state["picked_seed"] == picked
    assert app.query_params["picked_seed"] == str(picked)


@pytest.mark.parametrize(
    "argument", [16, -1, True, 1.0, None, "3", [3], {"member": 3}, 10**40, float("nan")]
)
def test_what_is_no_member_is_not_picked(argument):
    app = ask(open_page(), "pick", argument=argument)
    assert not app.exception
    assert app.session_state["picked_seed"] is None


SICK = {
    "vanishing": {"hidden_layers": "12", "activation": "sigmoid"},
    "dead": {"hidden_layers": "8", "width": "2", "activation": "relu"},
    "symmetric": {"initializer": "constant"},
    "learning_rate_too_large": {"learning_rate": "10"},
    "overfitting": {
        **{"n_points": "120", "train_share": "0.2", "noise": "0.5", "width": "32"},
        **{"optimizer": "adam", "learning_rate": "0.01", "ensemble_size": "4"},
    },
}


@pytest.mark.parametrize("name", SICK)
def test_a_remedy_is_applied_and_the_run_begins_anew(name):
    app = open_page(**SICK[name])
    run_of(app).trainer.train(400)
    (finding,) = [f for f in run_of(app).findings() if f.name == name]
    config = run_of(app).config
    ask(app, "remedy", argument=name)
    assert not app.exception
    assert run_of(app).trainer.step == 0
    assert run_of(app).config == config.replace(**finding.remedy)
    for field, value in finding.remedy.items():
        assert app.session_state[field] == value
    (applied,) = run_of(app).applied  # so that it is not advised again, stronger
    assert (applied.finding, applied.remedy) == (name, finding.remedy)
    assert applied.still_in(run_of(app).config)


@pytest.mark.parametrize(
    "argument", ["dead", "solved", "", None, 5, ["vanishing"], {"name": "vanishing"}]
)
def test_the_remedy_of_what_was_not_found_changes_nothing(argument):
    app = open_page(**SICK["vanishing"])
    run = run_of(app)
    ask(app, "remedy", argument=argument)
    assert not app.exception
    assert run_of(app) is run


def test_solved_has_no_remedy_and_goes_on():
    app = open_page(learning_rate="0.3")
    run = run_of(app)
    run.trainer.train(1500)
    assert "solved" in [finding.name for finding in run.findings()]
    ask(app, "remedy", argument="solved")
    assert run_of(app) is run
