"""The controls of a leaf of the computation graph, and the message about a wrong value."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.mechanics.expression_text import ExpressionError, pointer
from core.mechanics.graph_leaves import Leaf, Value, parse_value, rank_of, with_rank
from pages.graph.settings import GraphSettings
from web.charts.text import as_plain_text, capitalize_first
from web.settings import controls

_SLIDER_END = 5.0
"""A number beyond this has a field for text instead of a slider."""

_RANKS = ("rank 0", "rank 1", "rank 2")


def choose_leaf(name: str, values: Any) -> Leaf | ExpressionError:
    """Draw the controls of a leaf; return it, or what is wrong with its value."""
    try:
        value = parse_value(getattr(values, name))
    except ExpressionError as error:
        controls.text_box(GraphSettings, name)
        return error
    dtype = getattr(values, f"{name}_dtype")
    _choose_value(name, value, whole=dtype == "int64")
    rank, kind, gradient = _menu_columns(values.projector)
    with rank:
        _choose_rank(name, value)
    with kind:
        controls.menu(GraphSettings, f"{name}_dtype", label_visibility="collapsed")
    with gradient:
        controls.menu(GraphSettings, f"{name}_grad", label_visibility="collapsed")
    return Leaf(value, dtype, getattr(values, f"{name}_grad"))


def _menu_columns(projector: bool) -> list[DeltaGenerator]:
    """Columns for the three menus: in one row, unless the type is large."""
    if projector:
        return [*st.columns(2), st.container()]
    return st.columns([1, 1, 1.8], gap="xsmall")


def _choose_value(name: str, value: Value, whole: bool) -> None:
    """Draw a slider for a number that is within its ends, else a field for text."""
    if isinstance(value, list) or abs(value) > _SLIDER_END:
        controls.text_box(GraphSettings, name)
        return
    kind = int if whole else float
    key = f"{name}_slider"
    _show_value(key, kind(value))
    st.slider(
        name,
        min_value=kind(-_SLIDER_END),
        max_value=kind(_SLIDER_END),
        step=kind(1 if whole else 0.1),
        format="%.4g",
        key=key,
        on_change=_take_slider,
        args=(name,),
        help="A leaf is a tensor that you create yourself. Choose below its rank, its dtype, and "
        "whether PyTorch records what is done with it.",
    )


def _choose_rank(name: str, value: Value) -> None:
    key = f"{name}_rank"
    _show_value(key, rank_of(value))
    st.selectbox(
        f"rank of {name}",
        options=range(len(_RANKS)),
        format_func=_RANKS.__getitem__,
        key=key,
        on_change=_take_rank,
        args=(name, value),
        label_visibility="collapsed",
    )


def _show_value(key: str, value: float) -> None:
    """Set a widget to a value. One that shows it already is left alone: it may be moving."""
    shown = st.session_state.get(key)
    if type(shown) is not type(value) or _as_text(shown) != _as_text(value):
        st.session_state[key] = value


def _as_text(number: float) -> str:
    """A slider's number, without the digits that adding up its steps has left behind."""
    return f"{number:.6g}"


def _take_slider(name: str) -> None:
    st.session_state[name] = _as_text(st.session_state[f"{name}_slider"])


def _take_rank(name: str, value: Value) -> None:
    st.session_state[name] = str(with_rank(value, st.session_state[f"{name}_rank"]))


def show_error(message: str, name: str = "", line: str = "", position: int | None = None) -> None:
    """Show what is wrong, and below it the line with a caret at the place."""
    plain = as_plain_text(message)
    start = f"{name} = "
    # The line begins with a name, so it cannot close the Markdown fence around it.
    place = "" if position is None else pointer(start + line, len(start) + position)
    words = plain if plain.startswith("z ") else capitalize_first(plain)
    st.error(f"{words}." + (f"\n```text\n{place}\n```" if place else ""))
