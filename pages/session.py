"""What one visitor's session holds: its run, and what requests of the browser do to it."""

import streamlit as st

from core import RunConfig
from core.trainer import OUT_OF_MEMORY
from pages import address, controls
from pages.limits import fit_to_page
from pages.live.live import Command, Request, forget_request, obey
from pages.live.run import TOO_LARGE, Run
from pages.view import View


def begin() -> None:
    """Take over the address of a new session, and do what the browser asks of an old one."""
    state = st.session_state
    if "address" not in state:
        address.read_address(st.query_params.to_dict())
        forget_request()
    elif "dataset" not in state:
        # Streamlit drops the state of widgets that the page before did not draw.
        address.read_address(state["address"])
    obey(COMMANDS)


def run_of(config: RunConfig, view: View) -> Run:
    """Return the session's run; another config restarts it, at the step of the address."""
    step = st.session_state.pop("asked_step", 0)
    run: Run | None = st.session_state.get("run")
    if run is None or not run.follow(config):
        st.session_state.pop("run", None)  # its memory is needed for the next one
        try:
            run = Run(config, step, view.panels)
        except OUT_OF_MEMORY:
            st.error(TOO_LARGE)
            st.stop()
        st.session_state["run"] = run
    return run


def _reset(request: Request) -> None:
    st.session_state.pop("run", None)


def _new_seed(request: Request) -> None:
    controls.next_seed("seed")


def _set_speed(request: Request) -> None:
    st.session_state["speed"] = request.speed


def _toggle_projector(request: Request) -> None:
    st.session_state["projector"] = not st.session_state["projector"]


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
                address.put(name, value)
        del st.session_state["run"]


def _read_address(request: Request) -> None:
    st.session_state.pop("run", None)  # the address names a step of its own
    address.read_address(st.query_params.to_dict())


COMMANDS: dict[str, Command] = {
    "reset": _reset,
    "new_seed": _new_seed,
    "speed": _set_speed,
    "projector": _toggle_projector,
    "pick": _pick,
    "remedy": _remedy,
    "address": _read_address,
}
"""Kind of request → what it does."""
