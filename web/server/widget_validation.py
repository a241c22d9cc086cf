"""What a browser says of its widgets is not believed.

Streamlit reads the value of a widget as its own browser side sends it. Another type, JSON that is
none, what is no option of a menu, or the name of what is no widget ends the script with an
exception: no harm to others, but a page without content, and a log full of tracebacks. Such a value
counts as none here, and the widget has its default.
"""

import json
import logging
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import Serialized, Value, WStates

_log = logging.getLogger(__name__)

_OF_A_WIDGET = "$$"
"""What the ids of all widgets begin with; other names are those that the app itself puts."""

_STRING = "string_value"

_AS_GOOD = {("int_value", "double_value")}
"""Kinds that a browser says where another one stands: a field for whole numbers does."""

_read, _take = WStates.__getitem__, WStates.set_widget_from_proto


def distrust_browsers() -> None:
    """Make Streamlit check what it reads: it has no place for that, so two methods are replaced."""
    WStates.__getitem__ = _checked_read  # type: ignore[method-assign]
    WStates.set_widget_from_proto = _checked_take  # type: ignore[assignment, method-assign]


def _checked_take(states: WStates, said: WidgetState) -> None:
    if said.id.startswith(_OF_A_WIDGET):
        _take(states, said)


def _checked_read(states: WStates, widget: str) -> Any:
    state, metadata = states.states.get(widget), states.widget_metadata.get(widget)
    if not isinstance(state, Serialized) or metadata is None:
        return _read(states, widget)
    try:
        if _fits(state.value, metadata):
            return _read(states, widget)
    except Exception as error:
        if states.states.get(widget) is not state:  # another run of the page has replaced it
            raise
        _log.debug("a value of %s is not understood: %r", widget, error)
    default = metadata.deserializer(None)
    states.states[widget] = Value(default)
    return default


def _fits(said: WidgetState, metadata: WidgetMetadata[Any]) -> bool:
    """Whether a widget can have said that: a value of its kind, one of its options."""
    kind = said.WhichOneof("value")
    if kind is None:  # it was cleared
        return True
    if kind == "json_value" == metadata.value_type:
        return isinstance(json.loads(said.json_value), dict)
    options = metadata.formatted_options
    strings = [*said.string_array_value.data, *([said.string_value] if kind == _STRING else [])]
    of_its_kind = kind == metadata.value_type or (kind, metadata.value_type) in _AS_GOOD
    return of_its_kind and (options is None or set(strings) <= set(options))
