"""What a browser says of its widgets is not believed."""

import json

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import WStates

from web.server.widget_validation import distrust_browsers

ID = "$$ID-0123-width"


@pytest.fixture(autouse=True)
def checked(monkeypatch):
    """Undo it at the end."""
    monkeypatch.setattr(WStates, "__getitem__", WStates.__getitem__)
    monkeypatch.setattr(WStates, "set_widget_from_proto", WStates.set_widget_from_proto)
    distrust_browsers()


def read(kind, said, known=True):
    """What a widget that takes a number, or an object with a number, then has."""

    def deserialize(value):
        if value is None or kind == "double_value":
            return 7.0 if value is None else float(value)
        return float(value["w"] if kind == "json_value" else value[0])

    states = WStates()
    if known:
        states.set_widget_metadata(WidgetMetadata(ID, deserialize, lambda value: [value], kind))
    states.set_widget_from_proto(said)
    return states[ID]


def numbers(*data):
    said = WidgetState(id=ID)
    said.double_array_value.data.extend(data)
    return said


def of_json(text):
    return WidgetState(id=ID, json_value=text)


def test_what_a_widget_says_itself_is_taken():
    assert read("double_array_value", numbers(3)) == 3
    assert read("json_value", of_json('{"w": 3}')) == 3
    assert read("double_array_value", WidgetState(id=ID)) == 7  # cleared
    assert read("double_value", WidgetState(id=ID, double_value=3)) == 3
    assert read("double_value", WidgetState(id=ID, int_value=3)) == 3  # a field for whole numbers


@pytest.mark.parametrize(
    ("kind", "said"),
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
def test_what_it_cannot_have_said_counts_as_nothing(kind, said):
    assert read(kind, said) == 7


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        ("string_value", ["a"], "a"),
        ("string_value", ["__class__"], "first"),
        ("string_array_value", ["a", "b"], ["a", "b"]),
        ("string_array_value", ["a", "c"], "first"),
    ],
)
def test_a_menu_has_its_options_only(kind, said, expected):
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


def test_a_value_may_come_before_the_widget():
    """A page that meets a new server says all that it has before anything is drawn there."""
    with pytest.raises(KeyError):
        read("double_array_value", numbers(3), known=False)


@pytest.mark.parametrize("name", ["", "run", "ticket", "width", "$ID"])
def test_what_is_no_widget_cannot_be_set(name):
    states = WStates()
    states.set_widget_from_proto(WidgetState(id=name, bool_value=True))
    assert not list(states)
