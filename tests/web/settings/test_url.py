"""The URL and the limits of a page, without a page."""

import pytest

from core import RunConfig
from web.live.view import View
from web.server.deployment import DEPLOYMENT
from web.settings import limits
from web.settings.limits import PAGE_LIMITS, START, most_members
from web.settings.url import read_url

LONGEST_REPLAY = DEPLOYMENT.longest_replay


@pytest.fixture
def state(monkeypatch):
    """Stands for the session's state."""
    state = {}
    monkeypatch.setattr("streamlit.session_state", state)
    monkeypatch.setattr(limits, "available_devices", lambda: ["cpu"])
    return state


def settings_in(state):
    values = {name: state[name] for name in (*RunConfig.model_fields, *View.model_fields)}
    return {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}


def test_an_empty_url_is_the_defaults(state):
    read_url({}, View, of_run=True)
    assert settings_in(state) == {**dict(START), **dict(View())}
    assert state["page_state"].url_problems == []
    assert state["page_state"].replay.step == 0


def test_every_good_value_is_taken(state):
    query = {
        **{"dataset": "moons", "width": "7", "batch_size": "full", "learning_rate": "1e-3"},
        **{"optimizer": "adam", "beta1": "0.5", "l2": "0.25", "panels": "loss,accuracy"},
        **{"speed": "20", "projector": "true", "step": "300"},
    }
    read_url(query, View, of_run=True)
    assert state["page_state"].url_problems == []
    assert state["page_state"].replay.step == 300
    assert settings_in(state) == {
        **dict(
            START.replace(
                **{"dataset": "moons", "width": 7, "batch_size": None, "learning_rate": 0.001},
                **{"optimizer": "adam", "beta1": 0.5, "l2": 0.25},
            )
        ),
        **dict(View(panels=("loss", "accuracy"), speed="20", projector=True)),
    }


@pytest.mark.parametrize(
    ("name", "text", "allowed"),
    [
        ("learning_rate", "100", "from 1e-05 to 10"),
        ("learning_rate", "nan", "from 1e-05 to 10"),
        ("width", "four", "a whole number"),
        ("width", "4.5", "a whole number"),
        ("seed", "-1", "from 0 to 2147483647"),
        ("activation", "tanhh", "identity, tanh"),
        ("momentum", "0.5", "the present choices have no such parameter"),
        ("smoothing", "2", "from 0 to 0.99"),
        ("speed", "warp", "slowest"),
        ("ensemble_size", "many", "a whole number"),
        ("picked_seed", "1e99", "a whole number from 0"),
        ("spread", "wide", "band, lines"),
        ("features", "x0,z", "choose some of x0, x1"),
        ("wdith", "3", "there is no such setting"),
        ("self", "3", "there is no such setting"),
        ("step", "-3", f"from 0 to {LONGEST_REPLAY}"),
        ("device", "cuda", "only cpu"),
        ("device", "tpu", "cpu, cuda"),
    ],
)
def test_a_bad_value_is_named_and_its_default_stands_in(state, name, text, allowed):
    read_url({name: text, "l1": "0.5"}, View, of_run=True)
    (problem,) = state["page_state"].url_problems
    assert problem.field == name
    assert problem.value == text
    assert allowed in problem.allowed
    assert settings_in(state) == {**dict(START.replace(l1=0.5)), **dict(View())}
    assert state["page_state"].replay.step == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hidden_layers", 40),
        ("hidden_layers", 13),
        ("width", 65),
        ("n_points", 5),
        ("n_points", 1001),
        ("ensemble_size", 257),
    ],
)
def test_what_the_core_allows_and_the_page_does_not_is_named(state, name, value):
    assert value in RunConfig.allowed(name)
    read_url({name: str(value), "seed": "5"}, View, of_run=True)
    (problem,) = state["page_state"].url_problems
    assert (problem.field, problem.value) == (name, value)
    assert problem.allowed == str(PAGE_LIMITS[name])
    assert settings_in(state) == {**dict(START.replace(seed=5)), **dict(View())}


@pytest.mark.parametrize("name", PAGE_LIMITS)
def test_limits_of_the_page_are_within_those_of_the_core_and_can_be_reached(state, name):
    for value in (int(PAGE_LIMITS[name].low), int(PAGE_LIMITS[name].high)):
        assert value in RunConfig.allowed(name)
        read_url({name: str(value)}, View, of_run=True)
        assert state["page_state"].url_problems == []
        assert state[name] == value
    assert RunConfig.model_fields[name].default in PAGE_LIMITS[name]


@pytest.mark.parametrize(
    ("text", "step"), [("0", 0), ("1", 1), (str(LONGEST_REPLAY), LONGEST_REPLAY)]
)
def test_a_step_within_reach_is_asked_for(state, text, step):
    read_url({"step": text}, View, of_run=True)
    assert state["page_state"].replay.step == step
    assert state["page_state"].url_problems == []


@pytest.mark.parametrize(
    "text", [str(LONGEST_REPLAY + 1), "-1", "1e3", "1.0", "", " 1", "²", "nan", "9" * 5000]
)
def test_a_step_out_of_reach_is_refused(state, text):
    read_url({"step": text}, View, of_run=True)
    assert state["page_state"].replay.step == 0
    assert [problem.field for problem in state["page_state"].url_problems] == ["step"]


@pytest.mark.parametrize(
    ("shape", "members"),
    [({}, 256), ({"hidden_layers": 12, "width": 64}, 15), ({"hidden_layers": 0}, 256)],
)
def test_large_networks_leave_room_for_fewer_members(shape, members):
    """12 layers of 64 units: 46,017 weights and biases, and 769 units at 200 points, a member."""
    assert most_members(RunConfig(**shape)) == members
