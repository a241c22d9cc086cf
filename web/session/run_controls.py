"""The widgets of a run: those of its RunConfig and those of its View.

A widget's key is the name of its setting. The setting's value is in session state under that key.
"""

import math
from typing import Any

import streamlit as st

from core import RunConfig
from core.config import CATALOGUES, FULL_BATCH, PARAMETERS, parameters_of
from core.datasets import PROBLEMS
from core.features import FEATURES
from core.trainer import available_devices
from web.live.live import live_state
from web.live.view import View
from web.settings import controls, own_points
from web.settings.limits import PAGE_LIMITS, START, config_on_page
from web.settings.page_state import page_state
from web.settings.url import settings_of

_ONE_TO_FIVE = [f"{m}e{exponent}" for exponent in range(-5, 1) for m in (1, 2, 3, 5)]
LEARNING_RATES = [*map(float, _ONE_TO_FIVE), 10.0]
PENALTIES = [0.0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0]
SCALES: dict[str, list[float | None]] = {
    "learning_rate": [*LEARNING_RATES],
    "l1": [*PENALTIES],
    "l2": [*PENALTIES],
    "ensemble_size": [1, 2, 4, 8, 16, 32, 64, 128, 256],
    "batch_size": [1, 2, 5, 10, 20, 50, 100, 200, None],
}
"""Stops of the sliders whose stops are not evenly spaced."""


def choose_config() -> RunConfig:
    """Draw the controls of a run in groups; return its config."""
    config = page_state().config
    with st.expander("Data", expanded=True):
        _choose_data(config)
    with st.expander("Network", expanded=True):
        _choose_network()
    with st.expander("Seeds", expanded=True):
        _seed("seed")
        _scale("ensemble_size")
        note = st.empty()
    with st.expander("Training", expanded=True):
        _choose_training()
    asked = st.session_state["ensemble_size"]
    if config.ensemble_size < asked:
        note.caption(
            f"Ensemble size: {asked} seeds of this network are too many for a page; "
            f"{config.ensemble_size} are trained."
        )
    return config


def _choose_data(config: RunConfig) -> None:
    _menu("dataset")
    problem = PROBLEMS[config.dataset]
    if not problem.sample:
        own_points.choose_points(config.points)
    left, right = st.columns(2)
    with left:
        _slider("n_points", step=10, disabled=problem.fixed or not problem.sample)
        _slider("noise", step=0.01, disabled=problem.fixed)
    with right:
        _slider("train_share", step=0.05, disabled=problem.fixed)
        _seed("data_seed")
    st.button("New sample", on_click=_ask_for_sample, width="stretch")


def _choose_network() -> None:
    left, right = st.columns(2)
    with left:
        _slider("hidden_layers")
        _menu("activation")
    with right:
        _slider("width")
        _menu("bias_initializer")
    _menu("initializer")
    _parameters("initializer", "bias_initializer")
    st.pills(
        options=list(FEATURES),
        format_func=lambda name: FEATURES[name].label,
        selection_mode="multi",
        on_change=controls.keep_some,
        args=("features", START.features),
        **_widget_arguments("features"),
    )


def _choose_training() -> None:
    _scale("learning_rate")
    _menu("optimizer")
    _parameters("optimizer")
    _menu("loss")
    left, right = st.columns(2)
    with left:
        _scale("batch_size")
        _scale("l1")
    with right:
        _scale("l2")
    _menu("device")
    if available_devices() == ["cpu"]:
        st.caption("CUDA is not available here: torch sees no GPU.")


def choose_view(config: RunConfig) -> View:
    """Draw the controls of the display; return the View.

    Its speed and projector are set in the live view.
    """
    controls.several(View, "panels")
    controls.menu(View, "spread")
    controls.number_box(View, "picked_seed")
    picked, last = st.session_state["picked_seed"], config.seed + config.ensemble_size - 1
    if picked is not None and not config.seed <= picked <= last:
        st.caption(f"The run has no seed {picked}: it has {config.seed} to {last}.")
    controls.toggle(View, "log_loss")
    controls.toggle(View, "hard_classes")
    controls.slider(View, "smoothing", step=0.01)
    controls.slider(View, "threshold", step=0.01)
    return settings_of(View)


def config_of_widgets() -> RunConfig:
    """The config that the widgets are set to.

    It is checked like a URL: another page's widget of the same name may allow other values.
    """
    values = {name: st.session_state[name] for name in RunConfig.model_fields}
    values["points"] = own_points.present_points(values["dataset"], values["points"])
    return config_on_page(values)


def read_config() -> bool:
    """Set `page_state().config` to what the widgets say; return whether that changed it.

    Called once in each run of the script, at its start.
    """
    before, config = page_state().config, config_of_widgets()
    for name in PARAMETERS:  # the optimizer or initializer decides which there are
        if st.session_state[name] != getattr(config, name):
            st.session_state[name] = getattr(config, name)
    page_state().config = config
    return config != before


def _widget_arguments(name: str) -> dict[str, Any]:
    arguments = controls.widget_arguments(RunConfig.model_fields[name], name)
    if name in PAGE_LIMITS and PAGE_LIMITS[name].high < RunConfig.allowed(name).high:
        arguments["help"] += f" This server takes up to {PAGE_LIMITS[name].high:g}."
    return arguments


def _menu(name: str) -> None:
    """Draw a menu of the names that a field takes, with the formula of the chosen one as help."""
    catalogue = CATALOGUES.get(name, {})
    options = available_devices() if name == "device" else list(RunConfig.allowed(name).options)
    arguments = _widget_arguments(name)
    chosen = catalogue.get(st.session_state[name])
    if chosen:
        arguments["help"] += f"\n\n${chosen.formula}$"
    st.selectbox(
        options=options,
        format_func=lambda option: getattr(catalogue.get(option), "label", option),
        **arguments,
    )


def _slider(name: str, step: float = 1, disabled: bool = False) -> None:
    """Draw a linear slider over what the page allows."""
    limits = PAGE_LIMITS.get(name, RunConfig.allowed(name))
    kind = int if limits.whole else float
    st.slider(
        min_value=kind(limits.low),
        max_value=kind(limits.high),
        step=kind(step),
        disabled=disabled,
        **_widget_arguments(name),
    )


def _scale(name: str) -> None:
    """Draw a slider with uneven stops; the present value is added if it is not one of them."""
    stops = {*SCALES[name], st.session_state[name]}
    st.select_slider(
        options=sorted(stops, key=lambda stop: math.inf if stop is None else stop),
        format_func=lambda stop: FULL_BATCH if stop is None else f"{stop:g}",
        **_widget_arguments(name),
    )


def _seed(name: str) -> None:
    limits = RunConfig.allowed(name)
    st.number_input(
        min_value=int(limits.low), max_value=int(limits.high), step=1, **_widget_arguments(name)
    )


def _ask_for_sample() -> None:
    live_state().new_sample = True


def next_seed(name: str, members: int = 1) -> None:
    """Move a seed on past those of so many members; back to 0 where the next ones do not fit."""
    seed = st.session_state[name] + members
    last = seed + members - 1
    st.session_state[name] = seed if last in RunConfig.allowed(name) else 0


def _parameters(*fields: str) -> None:
    """Draw a number box for each parameter of the entries that are chosen for `fields`."""
    owned = {
        name: parameter
        for field in fields
        for name, parameter in parameters_of(field, st.session_state[field]).items()
    }
    for column, (name, parameter) in zip(
        st.columns(max(len(owned), 1)), owned.items(), strict=False
    ):
        column.number_input(
            parameter.label.capitalize(),
            min_value=float(parameter.low),
            max_value=float(parameter.high),
            step=None,
            format="%.6g",
            key=name,
            persist_state="session",
            help=parameter.help,
        )
