"""Widgets of a page's Settings.

A widget's key is the name of its setting, and session state under that key is the setting's value.
"""

from typing import Any

import streamlit as st
from pydantic.fields import FieldInfo

from web.settings.settings import Settings


def title(field: FieldInfo) -> str:
    """The label of a field's widget: its title, with a capital unless it is a symbol."""
    words = str(field.title)
    return words if len(words.split()[0]) == 1 else words[0].upper() + words[1:]


def widget_arguments(field: FieldInfo, name: str) -> dict[str, Any]:
    """Arguments that the widgets of all fields take: label, help, key and `persist_state`.

    Without the last one Streamlit forgets the value of a widget that is not drawn.
    """
    return {
        "label": title(field),
        "help": str(field.description),
        "key": name,
        "persist_state": "session",
    }


def slider(settings: type[Settings], name: str, step: float = 1, **more: Any) -> None:
    """Draw a slider from the lowest to the highest value that a number may have."""
    limits = settings.allowed(name)
    kind = int if limits.whole else float
    st.slider(
        min_value=kind(limits.low),
        max_value=kind(limits.high),
        step=kind(step),
        **_arguments(settings, name),
        **more,
    )


def scale(settings: type[Settings], name: str, stops: list[float], **more: Any) -> None:
    """Draw a slider with uneven stops; the present value is added if it is not one of them."""
    st.select_slider(
        options=sorted({*stops, st.session_state[name]}),
        format_func=lambda stop: f"{stop:g}",
        **_arguments(settings, name),
        **more,
    )


def number_box(settings: type[Settings], name: str, **more: Any) -> None:
    """Draw a field for a number, which may be empty where the setting may be None."""
    limits = settings.allowed(name)
    kind = int if limits.whole else float
    if settings.model_fields[name].default is None:
        more = {"value": None, "placeholder": "none", **more}
    st.number_input(
        min_value=kind(limits.low),
        max_value=kind(limits.high),
        step=1 if limits.whole else None,
        **_arguments(settings, name),
        **more,
    )


def menu(settings: type[Settings], name: str, **more: Any) -> None:
    """Draw a menu of a choice's options."""
    options = settings.allowed(name).options
    st.selectbox(
        options=list(options), format_func=options.get, **_arguments(settings, name), **more
    )


def tabs(settings: type[Settings], name: str) -> None:
    """Draw a choice as a row of buttons: the sections of a page, of which one is open."""
    options = settings.allowed(name).options
    st.segmented_control(
        options=list(options),
        format_func=options.get,
        required=True,
        label_visibility="collapsed",
        **_arguments(settings, name),
    )


def several(settings: type[Settings], name: str, **more: Any) -> None:
    """Draw a menu in which at least one option is chosen, and up to as many as allowed."""
    allowed = settings.allowed(name)
    st.multiselect(
        options=list(allowed.options),
        format_func=allowed.options.get,
        max_selections=allowed.most,
        on_change=keep_some,
        args=(name, settings.model_fields[name].default),
        **_arguments(settings, name),
        **more,
    )


def keep_some(name: str, default: tuple[str, ...]) -> None:
    """Go back to the default if the last of several choices was switched off."""
    if not st.session_state[name]:
        st.session_state[name] = list(default)


def toggle(settings: type[Settings], name: str, **more: Any) -> None:
    """Draw a switch."""
    st.toggle(**_arguments(settings, name), **more)


def text_box(settings: type[Settings], name: str, **more: Any) -> None:
    """Draw a field for a text."""
    st.text_input(max_chars=settings.allowed(name).longest, **_arguments(settings, name), **more)


def _arguments(settings: type[Settings], name: str) -> dict[str, Any]:
    return widget_arguments(settings.model_fields[name], name)
