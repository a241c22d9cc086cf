"""The URL ↔ the settings in session state.

Each page has a URL of its own: its Settings and, where the page is about the run that trains, the
config and the step. It is read when somebody comes to a page or goes back in the browser, and
written when a setting has changed. A session remembers what each page was set to last.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

import streamlit as st

from core import RunConfig
from core.allowed import NO_SUCH_SETTING, ConfigError, FieldProblem, Limits
from core.changes import read_changes
from web.charts.text import as_plain_text
from web.server.deployment import DEPLOYMENT
from web.settings.limits import START, fit_to_page, with_most_members
from web.settings.page_state import Replay, page_state
from web.settings.settings import Settings

PageSettings = TypeVar("PageSettings", bound=Settings)

RUN = "run"
"""Name under which all pages about the run remember its config."""

REPLAY_FIELDS = ("step", "changes")
"""Fields of a URL that are no settings: the step to train to, and the changes on the way."""


def open_page(page: str, settings: type[Settings], of_run: bool, has_run: bool = False) -> bool:
    """Read the URL if the page is newly opened; return whether it is.

    With `has_run` the session has a run already; it stays as it is unless the URL names a step.
    """
    state = page_state()
    if state.page == page:
        return False
    query = st.query_params.to_dict()
    came_by_link = state.page is None or (query and _without_replay(query) != state.url)
    if not came_by_link:  # a click in the page list brings no query, or that of the page before
        query = _remembered(page, of_run)
    read_url(query, settings, of_run)
    # At the end: if this run of the script is stopped before, the next one reads the URL again.
    state.page, state.settings_type, state.of_run = page, settings, of_run
    if has_run and "step" not in query:
        state.replay = None
    return True


def reread_url() -> None:
    """Read the URL that the browser shows now."""
    state = page_state()
    read_url(st.query_params.to_dict(), state.settings_type, state.of_run)


def follow_browser(run_moved: bool = False) -> None:
    """Read the URL again if the browser went back, or forward, on the same page.

    Streamlit then draws the page anew with that URL, and with every control as it was. If a control
    has moved (one of the run's, if `run_moved`), a URL other than the last one written is only out
    of date: it is not read.
    """
    state = page_state()
    values = {name: st.session_state[name] for name in state.settings_type.model_fields}
    moved = run_moved or state.settings_type.from_text(values)[0] != state.settings
    if not moved and _without_replay(st.query_params.to_dict()) != state.url:
        reread_url()


def read_url(query: Mapping[str, str], settings: type[Settings], of_run: bool) -> None:
    """Set every setting to what the URL says, and store what was refused in `url_problems`."""
    state = page_state()
    of_page = {name: text for name, text in query.items() if name in settings.model_fields}
    values, problems = settings.from_text(of_page)
    known = set(of_page)
    if of_run:
        of_config = {name: text for name, text in query.items() if name in RunConfig.model_fields}
        config, refused = RunConfig.from_text(of_config, START)
        config, beyond_page = fit_to_page(config)
        state.config = with_most_members(config)
        state.replay, refused_replay = _read_replay(query, state.config)
        problems = [*refused, *beyond_page, *problems, *refused_replay]
        known |= {*of_config, *REPLAY_FIELDS}
        _begin_settings(config)
    _begin_settings(values)
    unknown = sorted(set(query) - known)
    problems += [FieldProblem(name, query[name], NO_SUCH_SETTING) for name in unknown]
    state.settings = values
    state.url = _without_replay(st.query_params.to_dict())
    state.url_problems, state.url_problems_shown = problems, False


def set_setting(name: str, value: Any) -> None:
    """Set a setting; its widget shows it when it is drawn next, in this run or a later one.

    Streamlit's widgets hold a list where the setting is a tuple.
    """
    st.session_state[name] = list(value) if isinstance(value, tuple) else value


def _begin_settings(values: Iterable[tuple[str, Any]]) -> None:
    """Set all settings of a page that is being opened. Each key is deleted first.

    Streamlit ties a key to the ID of the widget that was drawn with it last, which on another page
    is another widget. Were the key kept and the first run of the new page's script stopped before
    it draws the widget, the widget would get the lowest value of its range in the next run.
    """
    for name, value in values:
        st.session_state.pop(name, None)
        set_setting(name, value)


def settings_of(settings: type[PageSettings]) -> PageSettings:
    """The page's settings as its widgets have them.

    They are checked like a URL: another page's widget of the same name may allow other values.
    """
    values = {name: st.session_state[name] for name in settings.model_fields}
    checked, _ = settings.from_text(values)
    page_state().settings = checked
    return checked


def write_url(page: str, settings: Settings, config: RunConfig | None = None) -> None:
    """Make the URL say what is on the page; how far a run goes is added by `write_replay`."""
    state = page_state()
    state.visited[page] = settings.to_text()
    if config:
        state.visited[RUN] = config.to_text(START)
    query = state.visited[page] | (state.visited[RUN] if config else {})
    if query != state.url:
        st.query_params.from_dict(query)
        state.url = query
        if state.url_problems_shown:
            state.url_problems = []


def write_replay(step: int, changes: str) -> None:
    """Add how far the run goes, on a page without the live view, which does it by itself."""
    for name, text in zip(REPLAY_FIELDS, (str(step or ""), changes), strict=True):
        if text:
            st.query_params[name] = text


def playground_url(config: RunConfig) -> str:
    """Where the playground trains a config, relative to any other page."""
    return f"./?{urlencode(config.to_text(START))}"


def show_url_problems() -> None:
    """Say which values of the URL were refused, until the next setting is changed."""
    state = page_state()
    problems = state.url_problems
    state.url_problems_shown = bool(problems)
    if problems:
        lines = "\n".join(f"- {as_plain_text(str(problem))}" for problem in problems[:8])
        more = f"\n- and {len(problems) - 8} more" if len(problems) > 8 else ""
        st.warning(f"Some of the address was not understood; defaults stand in.\n{lines}{more}")


def _remembered(page: str, of_run: bool) -> dict[str, str]:
    """What a page was set to last; the projector is on wherever the person goes."""
    visited = page_state().visited
    projector = {"projector": str(st.session_state["projector"]).lower()}
    return visited.get(page, {}) | (visited.get(RUN, {}) if of_run else {}) | projector


def _without_replay(query: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in query.items() if name not in REPLAY_FIELDS}


def _read_replay(query: Mapping[str, str], config: RunConfig) -> tuple[Replay, list[FieldProblem]]:
    """How far a run of `config` goes; it stays at its start if its changes are not understood."""
    limits = Limits(0, DEPLOYMENT.longest_replay, whole=True)
    step = query.get("step", "0")
    if not (step.isdecimal() and len(step) <= len(str(int(limits.high))) and int(step) in limits):
        return Replay(), [FieldProblem("step", step, str(limits))]
    try:
        start, changes = read_changes(query.get("changes", ""), config)
    except ConfigError as error:
        return Replay(), error.problems
    return Replay(int(step), start, changes), []
