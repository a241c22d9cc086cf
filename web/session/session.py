"""What one visitor's session holds: its run, and what requests of the browser do to it."""

import logging
from collections.abc import Iterable
from threading import Lock
from typing import NoReturn

import streamlit as st

from core import RunConfig
from web.live.live import Command, Request, SettingsVersion, forget_request, handle_command
from web.live.run import SPEEDS, TICK_SECONDS, Run
from web.live.view import View
from web.server.errors import log_and_describe
from web.server.ids import id_counter
from web.server.scheduler import may_compute
from web.session import run_controls
from web.settings import url
from web.settings.limits import fit_to_page
from web.settings.url import Replay

_log = logging.getLogger(__name__)
_versions = id_counter()


def open_live_page(page: str, view: type[View] = View) -> None:
    """Take over the address of a page with the live view, and do what the browser asks of it."""
    if url.open_page(page, view, of_run=True):
        forget_request()
    handle_command(COMMANDS)
    url.put_back(dict(st.session_state["held_config"]) | st.session_state["held"])


def settings_version() -> SettingsVersion:
    """What the page is set to as it is drawn; another version where that is not what it was."""
    state = st.session_state
    settings, _ = state["page_settings"]
    names = (*settings.model_fields, *RunConfig.model_fields, run_controls.NEW_SAMPLE)
    present = {name: state.get(name) for name in names}
    last: SettingsVersion | None = state.get("settings_version")
    if last is None or last.settings != present:
        last = state["settings_version"] = SettingsVersion(next(_versions), present)
    return last


def run_of(config: RunConfig, panels: Iterable[str] = ()) -> Run:
    """Return the session's run; another config restarts it, and an address says how far it goes.

    Where Streamlit begins the next run of the script before it has stopped the last one, either may
    come first: the second finds what the first has made of the address.
    """
    state = st.session_state
    with state.setdefault("run_lock", Lock()):
        asked: Replay | None = state.get("asked_way")
        run: Run | None = state.get("run")
        elsewhere = run is not None and asked is not None and asked.step != run.trainer.step
        if run is None or elsewhere or not run.apply_config(config):
            state.pop("run", None)  # its memory is needed for the next one
            replay = asked or Replay()
            try:
                run = Run(config.replace(**replay.start), replay.step, panels, replay.changes)
            except Exception as error:
                _stop_with_error(error)
            state["run"] = run
            _log.info(
                "run started", extra={"run": run.number, "config": _config_for_log(run.config)}
            )
        state.pop("asked_way", None)
        return run


def _config_for_log(config: RunConfig) -> dict[str, str]:
    """What the log says of a config: the points of visitors are nobody else's."""
    return {name: text for name, text in config.to_text().items() if name != "points"}


def present_run() -> Run:
    """The session's run, at the step of the address; shows how far it is where that takes time."""
    run = run_of(run_controls.present_config())
    place = st.empty()
    while run.catching_up:
        step, target = run.trainer.step, run.target
        place.progress(step / target, f"Training up to step {target:,}: at {step:,}")
        try:
            with may_compute(TICK_SECONDS) as granted:
                run.answer("catch_up", SPEEDS["max"], lambda _: None, seconds=granted.seconds)
        except Exception as error:
            _stop_with_error(error)
    place.empty()
    if run.replayable:
        url.write_replay(run.trainer.step, run.changes)
    return run


def _stop_with_error(error: Exception) -> NoReturn:
    """Say that the run cannot be had, and draw no more of the page than its controls."""
    st.session_state.pop("run", None)
    st.error(
        log_and_describe(error, "This run failed", "Change one of its settings to start another.")
    )
    st.stop()


def change_config(**changes: object) -> None:
    """Go on with another config, from step 0. For callbacks: they come before the page is drawn."""
    config, _ = fit_to_page(run_controls.present_config().replace(**changes))
    for name, value in config:
        url.put(name, value)
    st.session_state.pop("run", None)


def toggle_projector() -> None:
    """Large type and lines that fill the screen, and back."""
    st.session_state["projector"] = not st.session_state["projector"]


def _reset(request: Request) -> None:
    st.session_state.pop("run", None)


def _new_seed(request: Request) -> None:
    run_controls.next_seed("seed")


def _set_speed(request: Request) -> None:
    st.session_state["speed"] = request.speed


def _pick(request: Request) -> None:
    """Show the member that was clicked on."""
    run: Run | None = st.session_state.get("run")
    member = request.argument
    if run and type(member) is int and member in range(run.config.ensemble_size):
        st.session_state["picked_seed"] = run.config.seed + member


def _remedy(request: Request) -> None:
    """Apply what a finding advises, and begin anew. A finding that has passed is no advice."""
    run: Run | None = st.session_state.get("run")
    remedies = {finding.name: finding.remedy for finding in run.findings()} if run else {}
    if run and isinstance(request.argument, str) and remedies.get(request.argument):
        mended, _ = fit_to_page(run.config.replace(**remedies[request.argument]))
        for name, value in mended:
            if value != getattr(run.config, name):
                url.put(name, value)
        del st.session_state["run"]


def _read_url(request: Request) -> None:
    st.session_state.pop("run", None)  # the address names a step of its own
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
