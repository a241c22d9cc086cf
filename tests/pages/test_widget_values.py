"""Widget values that Streamlit's frontend never sends leave every page as it was."""

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.state.session_state import WStates

from tests.pages.page import open_page
from web.server.widget_validation import validate_widget_states

PAGES = ("app", "initialization", "graph", "models")
"""Together they have every kind of widget that our pages use."""

VALUES = {
    "trigger": {"trigger_value": True},
    "bool": {"bool_value": True},
    "number": {"double_value": -7.5},
    "NaN": {"double_value": float("nan")},
    "large integer": {"int_value": 2**62},
    "text": {"string_value": "__class__"},
    "no text": {"string_value": ""},
    "no numbers": {"double_array_value": []},
    "three numbers": {"double_array_value": [1e308] * 3},
    "three integers": {"int_array_value": [2**62] * 3},
    "no option": {"string_array_value": ["__class__"]},
    "JSON": {"json_value": '{"request": 3}'},
    "JSON list": {"json_value": "[3]"},
    "malformed JSON": {"json_value": "{"},
    "deep JSON": {"json_value": "[" * 3000},
    "bytes": {"bytes_value": b"\xff"},
    "nothing": {},
}

NAMES = ("", "run_state", "live", "page_state", "width", "$ID")
"""Names that are no widget's ID; some are keys of the app's own session state."""


@pytest.fixture(autouse=True)
def validation(monkeypatch):
    """As in the server, which replaces these methods when it starts."""
    monkeypatch.setattr(WStates, "__getitem__", WStates.__getitem__)
    monkeypatch.setattr(WStates, "set_widget_from_proto", WStates.set_widget_from_proto)
    validate_widget_states()


def state(widget, value):
    message = WidgetState(id=widget)
    for field, content in value.items():
        if field.endswith("array_value"):
            getattr(message, field).SetInParent()
            getattr(message, field).data.extend(content)
        else:
            setattr(message, field, content)
    return message


def widget_ids(block):
    """IDs of all widgets in a block and in the blocks within it."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from widget_ids(child)
        elif str(getattr(child.proto, "id", "")).startswith("$$"):
            yield child.proto.id


def send(page, states):
    """Send the states to a new session; the page must be whole, then and at its next run."""
    app = open_page(page)
    before = set(widget_ids(app._tree))
    app._run(WidgetStates(widgets=states(before)))
    for _ in range(2):
        assert not app.exception
        assert set(widget_ids(app._tree)) & before
        app.run()


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("name", PAGES)
def test_no_value_breaks_a_page(name, value):
    send(name, lambda widgets: [state(widget, value) for widget in widgets])


@pytest.mark.parametrize("name", PAGES)
def test_no_name_breaks_a_page(name):
    send(name, lambda _: [state(other, {"bool_value": True}) for other in NAMES])


def test_a_valid_value_is_used():
    app = open_page()
    learning_rate, seed = (app.get_by_key(key) for key in ("learning_rate", "seed"))
    values = {seed.proto.id: {"int_value": 41}}
    app._run(WidgetStates(widgets=[state(widget, value) for widget, value in values.items()]))
    assert learning_rate.proto.id.startswith("$$")
    assert app.session_state["run_state"].run.config.seed == 41
