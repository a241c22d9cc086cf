"""The address ↔ session state, where every setting stands under its name.

The address is read when a session begins and when the browser goes back or forward; it is written
when a setting has changed.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core import RunConfig
from core.config import FieldProblem, Limits
from pages.limits import START, fit_to_page
from pages.live.run import LONGEST_REPLAY
from pages.view import View


def read_address(address: Mapping[str, str]) -> None:
    """Put every setting of the address into session state, and note what was refused."""
    of_config = {name: text for name, text in address.items() if name in RunConfig.model_fields}
    of_view = {name: text for name, text in address.items() if name in View.model_fields}
    config, refused = RunConfig.from_text(of_config, START)
    config, beyond_page = fit_to_page(config)
    view, refused_view = View.from_text(of_view)
    step, refused_step = _read_step(address.get("step", "0"))
    unknown = sorted(set(address) - set(of_config) - set(of_view) - {"step"})
    problems = [
        *refused,
        *beyond_page,
        *refused_view,
        *refused_step,
        *(FieldProblem(name, address[name], "there is no such setting") for name in unknown),
    ]
    st.session_state["address"] = {name: text for name, text in address.items() if name != "step"}
    st.session_state["address_problems"] = problems
    st.session_state["address_problems_shown"] = False
    st.session_state["asked_step"] = step
    for name, value in (*config, *view):
        put(name, value)


def put(name: str, value: Any) -> None:
    """Make a setting's widget hold a value."""
    st.session_state[name] = list(value) if isinstance(value, tuple) else value


def write_address(config: RunConfig, view: View) -> None:
    """Make the address say what is on the page; the step is added by the browser."""
    address = config.to_text(START) | view.to_text()
    if address != st.session_state["address"]:
        st.query_params.from_dict(address)
        st.session_state["address"] = address
        if st.session_state.get("address_problems_shown"):
            st.session_state["address_problems"] = []


def _read_step(text: str) -> tuple[int, list[FieldProblem]]:
    limits = Limits(0, LONGEST_REPLAY, whole=True)
    if text.isdecimal() and len(text) <= len(str(LONGEST_REPLAY)) and int(text) in limits:
        return int(text), []
    return 0, [FieldProblem("step", text, str(limits))]


def show_address_problems() -> None:
    """Say which values of the address were refused, until the next setting is changed."""
    problems = st.session_state["address_problems"]
    st.session_state["address_problems_shown"] = bool(problems)
    if problems:
        lines = "\n".join(f"- {_as_plain_text(str(problem))}" for problem in problems[:8])
        more = f"\n- and {len(problems) - 8} more" if len(problems) > 8 else ""
        st.warning(f"Some of the address was not understood; defaults stand in.\n{lines}{more}")


def _as_plain_text(text: str) -> str:
    """Keep what a stranger wrote into the address from being read as Markdown."""
    return "".join(f"\\{c}" if c in r"/@\`*_{}[]()<>#+-.!|~$:&^=" else c for c in text)
