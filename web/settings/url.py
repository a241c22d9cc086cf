"""The address ↔ session state, where every setting stands under its name.

Each page has an address of its own: its Settings and, where the page is about the run that trains,
the config and the step. It is read when somebody comes to a page or goes back in the browser, and
written when a setting has changed. A session remembers what each page was set to last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

import streamlit as st

from core import RunConfig
from core.allowed import NO_SUCH_SETTING, ConfigError, FieldProblem, Limits
from core.changes import Change, read_changes
from web.charts.text import as_plain_text
from web.server.deployment import DEPLOYMENT
from web.settings.limits import START, fit_to_page, with_most_members
from web.settings.settings import Settings

PageSettings = TypeVar("PageSettings", bound=Settings)

RUN = "run"
"""What all pages about the run remember together."""

REPLAY_FIELDS = ("step", "changes")
"""What an address says of how far the run goes, and what changes until then."""


@dataclass(frozen=True)
class Replay:
    """How far a run goes: `start` has the values of fields that are others at its end."""

    step: int = 0
    start: Mapping[str, float] = field(default_factory=dict)
    changes: Sequence[Change] = ()


def open_page(page: str, settings: type[Settings], of_run: bool) -> bool:
    """Take over the address of a page that the session was not on; return whether it was not."""
    state = st.session_state
    if state.get("entered") == page:
        return False
    given = st.query_params.to_dict()
    came_by_link = "entered" not in state or (given and _without_replay(given) != state["address"])
    if not came_by_link:  # a click in the page list brings no address, or that of the page before
        given = _remembered(page, of_run)
    state["entered"], state["page_settings"] = page, (settings, of_run)
    read_url(given, settings, of_run)
    if "step" not in given and "run" in state:
        state.pop("asked_way", None)  # the run is shown as it is
    return True


def reread_url() -> None:
    """Take over the address that the browser shows now."""
    read_url(st.query_params.to_dict(), *st.session_state["page_settings"])


def follow_browser(settings: type[Settings], run_moved: bool = False) -> None:
    """Take over an address that the browser went back, or forward, to on the same page.

    Streamlit then draws the page anew with that address, and with every control as it was. Where a
    control has moved (`run_moved`: one of the run's), an address that is not the last one written
    is only late.
    """
    state = st.session_state
    values = {name: state[name] for name in settings.model_fields if name in state}
    moved = settings.from_text({**state["held"], **values})[0] != settings(**state["held"])
    if not (moved or run_moved) and _without_replay(st.query_params.to_dict()) != state["address"]:
        reread_url()


def read_url(address: Mapping[str, str], settings: type[Settings], of_run: bool) -> None:
    """Put every setting of an address into session state, and note what was refused."""
    state = st.session_state
    of_page = {name: text for name, text in address.items() if name in settings.model_fields}
    values, problems = settings.from_text(of_page)
    known = set(of_page)
    if of_run:
        of_config = {name: text for name, text in address.items() if name in RunConfig.model_fields}
        config, refused = RunConfig.from_text(of_config, START)
        config, beyond_page = fit_to_page(config)
        state["asked_way"], refused_way = _read_replay(address, with_most_members(config))
        problems = [*refused, *beyond_page, *problems, *refused_way]
        known |= {*of_config, *REPLAY_FIELDS}
        state["held_config"] = config
        for name, value in config:
            put(name, value)
    for name, value in values:
        put(name, value)
    unknown = sorted(set(address) - known)
    problems += [FieldProblem(name, address[name], NO_SUCH_SETTING) for name in unknown]
    state["held"] = dict(values)
    state["address"] = _without_replay(st.query_params.to_dict())
    state["url_problems"] = problems
    state["url_problems_shown"] = False


def put(name: str, value: Any) -> None:
    """Make a setting's widget hold a value."""
    st.session_state[name] = list(value) if isinstance(value, tuple) else value
    st.session_state.setdefault("waiting", set()).add(name)


def drawn(name: str) -> None:
    """Note that a setting's widget is drawn now, with the value that was put."""
    st.session_state.setdefault("waiting", set()).discard(name)


def put_back(values: Mapping[str, Any]) -> None:
    """Give back what Streamlit forgets: the state of widgets that were not drawn the last time.

    A value that still waits for its widget is put again: Streamlit tells the browser of one that is
    put in the turn in which the widget is drawn, and of no older one. Nothing else is written: a
    person may be about to change it.
    """
    state = st.session_state
    for name, value in values.items():
        if name not in state:
            put(name, value)
        elif name in state.get("waiting", ()):
            put(name, state[name])


def settings_of(settings: type[PageSettings]) -> PageSettings:
    """What a page is set to. Checked like an address: a widget's limits bind only its own page.

    A setting whose widget is not drawn at present keeps its value.
    """
    state = st.session_state
    put_back(state["held"])
    checked, _ = settings.from_text({name: state[name] for name in settings.model_fields})
    state["held"] = dict(checked)
    return checked


def write_url(page: str, settings: Settings, config: RunConfig | None = None) -> None:
    """Make the address say what is on the page; how far a run goes is added by `write_replay`."""
    state = st.session_state
    remembered = state.setdefault("remembered", {})
    remembered[page] = settings.to_text()
    if config:
        remembered[RUN] = config.to_text(START)
    address = remembered[page] | (remembered[RUN] if config else {})
    if address != state["address"]:
        st.query_params.from_dict(address)
        state["address"] = address
        if state.get("url_problems_shown"):
            state["url_problems"] = []


def write_replay(step: int, changes: str) -> None:
    """Add how far the run goes, on a page without the live view, which does it by itself."""
    for name, text in zip(REPLAY_FIELDS, (str(step or ""), changes), strict=True):
        if text:
            st.query_params[name] = text


def playground_url(config: RunConfig) -> str:
    """Where the playground trains a config, relative to any other page."""
    return f"./?{urlencode(config.to_text(START))}"


def _remembered(page: str, of_run: bool) -> dict[str, str]:
    """What a page was set to last; the projector is on wherever the person goes."""
    state = st.session_state
    remembered = state.get("remembered", {})
    projector = {"projector": str(state["projector"]).lower()}
    return remembered.get(page, {}) | (remembered.get(RUN, {}) if of_run else {}) | projector


def _without_replay(address: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in address.items() if name not in REPLAY_FIELDS}


def _read_replay(
    address: Mapping[str, str], config: RunConfig
) -> tuple[Replay, list[FieldProblem]]:
    """How far a run of `config` goes; one whose changes are not understood stays at its start."""
    limits = Limits(0, DEPLOYMENT.longest_replay, whole=True)
    step = address.get("step", "0")
    if not (step.isdecimal() and len(step) <= len(str(int(limits.high))) and int(step) in limits):
        return Replay(), [FieldProblem("step", step, str(limits))]
    try:
        start, changes = read_changes(address.get("changes", ""), config)
    except ConfigError as error:
        return Replay(), error.problems
    return Replay(int(step), start, changes), []


def show_url_problems() -> None:
    """Say which values of the address were refused, until the next setting is changed."""
    problems = st.session_state["url_problems"]
    st.session_state["url_problems_shown"] = bool(problems)
    if problems:
        lines = "\n".join(f"- {as_plain_text(str(problem))}" for problem in problems[:8])
        more = f"\n- and {len(problems) - 8} more" if len(problems) > 8 else ""
        st.warning(f"Some of the address was not understood; defaults stand in.\n{lines}{more}")
