"""Widget values are checked before Streamlit reads them."""

import json

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import WStates

from web.server.widget_validation import validate_widget_states

ID = "$$ID-0123-width"


@pytest.fixture(autouse=True)
def checked(monkeypatch):
    """Undo it at the end."""
    monkeypatch.setattr(WStates, "__getitem__", WStates.__getitem__)
    monkeypatch.setattr(WStates, "set_widget_from_proto", WStates.set_widget_from_proto)
    validate_widget_states()


def read(kind, state, is_registered=True):
    """The value of a widget of type `kind` after the browser has sent `state`."""

    def deserialize(value):
        if value is None or kind == "double_value":
            return 7.0 if value is None else float(value)
        return float(value["w"] if kind == "json_value" else value[0])

    states = WStates()
    if is_registered:
        states.set_widget_metadata(WidgetMetadata(ID, deserialize, lambda value: [value], kind))
    states.set_widget_from_proto(state)
    return states[ID]


def numbers(*data):
    state = WidgetState(id=ID)
    state.double_array_value.data.extend(data)
    return state


def of_json(text):
    return WidgetState(id=ID, json_value=text)


def test_a_valid_value_is_used():
    assert read("double_array_value", numbers(3)) == 3
    assert read("json_value", of_json('{"w": 3}')) == 3
    assert read("double_array_value", WidgetState(id=ID)) == 7  # cleared
    assert read("double_value", WidgetState(id=ID, double_value=3)) == 3
    assert read("double_value", WidgetState(id=ID, int_value=3)) == 3  # a field for whole numbers


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("double_array_value", WidgetState(id=ID, string_value="3")),
        ("double_array_value", WidgetState(id=ID, int_value=3)),
        ("double_array_value", of_json("[3]")),
        ("double_array_value", numbers()),
        ("json_value", numbers(3)),
        *(("json_value", of_json(text)) for text in ("", "{", "[3]", "3", '"w"', '{"w": "x"}')),
        ("json_value", of_json(json.dumps({"w": "x" * 9}))),
        ("json_value", of_json("[" * 100_000)),
        ("json_value", of_json('{"w": ' * 100_000)),
    ],
)
def test_an_invalid_value_becomes_the_default(kind, state):
    assert read(kind, state) == 7


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        ("string_value", ["a"], "a"),
        ("string_value", ["__class__"], "first"),
        ("string_array_value", ["a", "b"], ["a", "b"]),
        ("string_array_value", ["a", "c"], "first"),
    ],
)
def test_a_menu_takes_its_options_only(kind, said, expected):
    states = WStates()
    options = ["a", "b"]
    metadata = WidgetMetadata(
        ID,
        lambda value: "first" if value is None else value,
        lambda value: value,
        kind,
        formatted_options=options,
    )
    states.set_widget_metadata(metadata)
    state = WidgetState(id=ID)
    if kind == "string_value":
        state.string_value = said[0]
    else:
        state.string_array_value.data.extend(said)
    states.set_widget_from_proto(state)
    found = states[ID]
    assert (list(found) if isinstance(expected, list) else found) == expected


def test_a_value_of_a_widget_that_is_not_registered_yet_is_left_to_streamlit():
    """A page that connects to a new server sends its values before any widget is drawn there."""
    with pytest.raises(KeyError):
        read("double_array_value", numbers(3), is_registered=False)


@pytest.mark.parametrize("name", ["", "run_state", "server_state", "width", "$ID"])
def test_a_name_that_is_no_widget_id_is_ignored(name):
    states = WStates()
    states.set_widget_from_proto(WidgetState(id=name, bool_value=True))
    assert not list(states)
