"""Checks the widget values that a browser sends before Streamlit reads them.

Streamlit trusts its own frontend. A client that sends something else, such as a list for a slider,
ends the script with an exception: the page is empty, and the log gets a traceback. Streamlit has no
hook for such a check, so two of its methods are replaced. `tests/pages/test_widget_values.py` sends
values of every kind to every widget of the pages; each check below has a case there that fails
without it.
"""

from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.common import WidgetMetadata, unpack_widget_state_value
from streamlit.runtime.state.session_state import Serialized, Value, WStates

_ID_PREFIX = "$$"
"""What the IDs of all widgets begin with."""

_read, _set = WStates.__getitem__, WStates.set_widget_from_proto


def validate_widget_states() -> None:
    """Let Streamlit ignore values that its frontend cannot have sent: a widget has its default."""
    WStates.__getitem__ = _checked_read  # type: ignore[method-assign]
    WStates.set_widget_from_proto = _checked_set  # type: ignore[assignment, method-assign]


def _checked_set(states: WStates, state: WidgetState) -> None:
    """Store a value, unless its name is no widget's ID.

    Streamlit looks names up in the app's own session state too, where they have no metadata: each
    run of the script would end with an exception from then on.
    """
    if state.id.startswith(_ID_PREFIX):
        _set(states, state)


def _checked_read(states: WStates, widget_id: str) -> Any:
    """The value of a widget, or its default in place of an invalid value."""
    state, metadata = states.states.get(widget_id), states.widget_metadata.get(widget_id)
    if isinstance(state, Serialized) and metadata and not _is_valid(state.value, metadata):
        states.states[widget_id] = Value(metadata.deserializer(None))
    return _read(states, widget_id)


def _is_valid(state: WidgetState, metadata: WidgetMetadata[Any]) -> bool:
    return (
        _has_type_of_widget(state, metadata)
        and _has_options_of_widget(state, metadata)
        and _can_be_read(state, metadata)
    )


def _has_type_of_widget(state: WidgetState, metadata: WidgetMetadata[Any]) -> bool:
    """Whether the value has the type that the widget is registered with.

    The frontend of st.number_input sends whole numbers as int_value, whatever type is registered.
    """
    kind = state.WhichOneof("value")
    return kind == metadata.value_type or (kind, metadata.value_type) == (
        "int_value",
        "double_value",
    )


def _has_options_of_widget(state: WidgetState, metadata: WidgetMetadata[Any]) -> bool:
    """Whether a menu's value is among its options.

    Streamlit passes on other strings as they are, because some menus let a person add options.
    """
    options = metadata.formatted_options
    chosen = (
        [state.string_value] if state.HasField("string_value") else state.string_array_value.data
    )
    return options is None or set(chosen) <= set(options)


def _can_be_read(state: WidgetState, metadata: WidgetMetadata[Any]) -> bool:
    """Whether Streamlit can parse the value: JSON may be malformed or too deep, a number NaN."""
    try:
        metadata.deserializer(unpack_widget_state_value(state))
    except Exception:
        return False
    return True
