"""The run of a session, and what requests of the browser do to the session."""

import logging
from collections.abc import Iterable
from typing import NoReturn

import streamlit as st

from core import RunConfig
from core.diagnosis import Applied
from web.live.live import (
    Command,
    SettingsVersion,
    forget_request,
    handle_command,
    live_state,
)
from web.live.protocol import Request
from web.live.run import SPEEDS, TICK_SECONDS, Run
from web.live.view import View
from web.server.errors import log_and_describe
from web.server.ids import id_counter
from web.server.scheduler import may_compute
from web.session import run_controls
from web.session.run_state import run_state
from web.settings import url
from web.settings.limits import fit_to_page
from web.settings.page_state import Replay, page_state

_log = logging.getLogger(__name__)
_versions = id_counter()


def open_live_page(page: str, view: type[View] = View) -> None:
    """Do what a page with the live view does first, before any widget is drawn.

    Reads the URL if the page is newly opened. If not, runs the command that the browser sent, if
    any, and reads the run's config from the widgets.
    """
    if url.open_page(page, view, of_run=True, has_run=run_state().run is not None):
        forget_request()
        return
    handle_command(COMMANDS)
    if live_state().new_sample:
        run_controls.next_seed("data_seed")
        live_state().new_sample = False
    run_controls.read_config()


def settings_version() -> SettingsVersion:
    """The settings that the page is drawn with; with a new number if they have changed."""
    names = (*page_state().settings_type.model_fields, *RunConfig.model_fields)
    settings = {name: st.session_state[name] for name in names}
    version = live_state().version
    if version is None or version.settings != settings:
        version = live_state().version = SettingsVersion(next(_versions), settings)
    return version


def run_of(config: RunConfig, panels: Iterable[str] = ()) -> Run:
    """Return the session's run; a new one if `config` needs it or the URL names another step.

    Streamlit may start the next run of the script before it has stopped the last one. Either may
    come first here; the second finds the run that the first has made for the URL.
    """
    with run_state().lock:
        replay, run = page_state().replay, run_state().run
        at_other_step = run is not None and replay is not None and replay.step != run.trainer.step
        if run is None or at_other_step or not run.apply_config(config):
            run = run_state().run = None  # its memory is needed for the next one
            replay = replay or Replay()
            try:
                run = Run(config.replace(**replay.start), replay.step, panels, replay.changes)
            except Exception as error:
                _stop_with_error(error)
            run.applied = run_state().applied
            run_state().run = run
            _log.info(
                "run started", extra={"run": run.number, "config": _config_for_log(run.config)}
            )
        page_state().replay = None
        return run


def _config_for_log(config: RunConfig) -> dict[str, str]:
    """A config for the log, without the points that a visitor has brought."""
    return {name: text for name, text in config.to_text().items() if name != "points"}


def present_run() -> Run:
    """The session's run, trained up to the step of the URL; shows a bar while that takes time."""
    run = run_of(page_state().config)
    place = st.empty()
    if run.catching_up:
        with place.container(horizontal=True, vertical_alignment="center"):
            st.button("Cancel", on_click=_cancel, help="Stay at the step that was reached.")
            bar = st.empty()
    while run.catching_up:
        step, target = run.trainer.step, run.target
        bar.progress(step / target, f"On the way to step {target:,}, at {step:,}")
        try:
            with may_compute(TICK_SECONDS) as granted:
                run.answer("catch_up", SPEEDS["max"], lambda _: None, seconds=granted.seconds)
        except Exception as error:
            _stop_with_error(error)
    place.empty()
    if run.replayable:
        url.write_replay(run.trainer.step, run.changes)
    return run


def _cancel() -> None:
    """Stay at the step that the run has reached. For callbacks."""
    run = run_state().run
    if run:
        run.cancel()


def _stop_with_error(error: Exception) -> NoReturn:
    """Say that the run has failed, and draw no more of the page than its controls."""
    run_state().run = None
    st.error(
        log_and_describe(error, "This run failed", "Change one of its settings to start another.")
    )
    st.stop()


def change_config(**changes: object) -> None:
    """Go on with another config, from step 0. For callbacks: they come before the page is drawn."""
    config, _ = fit_to_page(run_controls.config_of_widgets().replace(**changes))
    for name, value in config:
        url.set_setting(name, value)
    run_state().run = None


def toggle_projector() -> None:
    """Large type and lines that fill the screen, and back."""
    st.session_state["projector"] = not st.session_state["projector"]


def _reset(request: Request) -> None:
    run_state().run = None


def _new_seed(request: Request) -> None:
    """Train members whose seeds none of the present ones has; a picked one keeps its place."""
    config, picked = page_state().config, st.session_state["picked_seed"]
    run_controls.next_seed("seed", config.ensemble_size)
    if picked in range(config.seed, config.seed + config.ensemble_size):
        st.session_state["picked_seed"] = picked - config.seed + st.session_state["seed"]


def _set_speed(request: Request) -> None:
    st.session_state["speed"] = request.speed


def _pick(request: Request) -> None:
    """Show the member that was clicked on."""
    run = run_state().run
    member = request.argument
    if run and type(member) is int and member in range(run.config.ensemble_size):
        st.session_state["picked_seed"] = run.config.seed + member


def _remedy(request: Request) -> None:
    """Apply what a finding advises, and start anew; nothing if the run no longer has it."""
    run = run_state().run
    remedies = {finding.name: finding.remedy for finding in run.findings()} if run else {}
    name = request.argument
    if run and isinstance(name, str) and (remedy := remedies.get(name)):
        mended, _ = fit_to_page(run.config.replace(**remedy))
        run_state().applied.append(Applied(name, remedy, mended))
        for field, value in mended:
            if value != getattr(run.config, field):
                url.set_setting(field, value)
        run_state().run = None


def _read_url(request: Request) -> None:
    run_state().run = None  # the URL names a step of its own
    url.reread_url()


COMMANDS: dict[str, Command] = {
    "reset": _reset,
    "new_seed": _new_seed,
    "speed": _set_speed,
    "projector": lambda _: toggle_projector(),
    "pick": _pick,
    "remedy": _remedy,
    "read_url": _read_url,
}
"""Kind of request → what it does."""
