"""What a session holds of the pages that it has visited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from core import RunConfig
from core.allowed import FieldProblem
from core.changes import Change
from web.settings.limits import START
from web.settings.settings import Settings


@dataclass(frozen=True)
class Replay:
    """The step that a run goes to, and how it gets there.

    `start` has the fields whose values at step 0 differ from the config, `changes` what was changed
    by hand on the way.
    """

    step: int = 0
    start: Mapping[str, float] = field(default_factory=dict)
    changes: Sequence[Change] = ()


@dataclass
class PageState:
    """The open page, its URL, and what other pages were set to.

    The present value of a setting is not in here: it stands in `st.session_state` under the name of
    the setting, which is the key of its widget.
    """

    page: str | None = None
    """Title of the open page; None until the first one has been opened."""

    settings_type: type[Settings] = Settings
    """The class of the open page's settings."""

    of_run: bool = False
    """Whether the open page is about the run that trains, and has its config in the URL."""

    settings: Settings = field(default_factory=Settings)
    """The page's settings as they were checked last: by `read_url` or `settings_of`."""

    config: RunConfig = START
    """The run's config. Set at the start of each run of the script: by `read_url` if a URL is
    read, else by `read_config`."""

    replay: Replay | None = None
    """The Replay of the last URL; None once `run_of` has used it."""

    url: dict[str, str] = field(default_factory=dict)
    """The query of the URL that was read or written last, without the fields of a Replay."""

    url_problems: list[FieldProblem] = field(default_factory=list)
    """What was refused in the URL that was read last; emptied once it is written anew."""

    url_problems_shown: bool = False
    """Whether a page has shown these problems."""

    visited: dict[str, dict[str, str]] = field(default_factory=dict)
    """Page → what it was set to last, as in a URL. Under RUN: the config."""


def page_state() -> PageState:
    """The session's PageState, made when it is first asked for."""
    state: PageState = st.session_state.setdefault("page_state", PageState())
    return state
