"""Widgets and address ↔ RunConfig and View.

A widget's key is the name of its setting, and session state under that key is the setting's value.
The address is read when a session begins and when the browser goes back or forward; it is written
when a setting has changed.
"""

import math
from collections.abc import Mapping
from typing import Any

import streamlit as st
from pydantic.fields import FieldInfo

from core import RunConfig
from core.config import (
    CATALOGUES,
    CHOICES,
    FULL_BATCH,
    LIMITS,
    FieldProblem,
    Limits,
    parameters_of,
)
from core.datasets import PROBLEMS
from core.trainer import available_devices
from pages.live.run import LONGEST_REPLAY
from pages.panels import PANELS
from pages.view import View

PAGE_LIMITS = {
    "noise": Limits(0, 0.5),  # more drowns every problem
    "n_points": Limits(10, 1000, whole=True),  # more points cost frames and show no more
    "hidden_layers": Limits(0, 12, whole=True),  # what one panel can tell apart
    "width": Limits(1, 64, whole=True),  # what one tick can train
    "ensemble_size": Limits(1, 1, whole=True),  # what the panels draw
}
"""Narrower than the core's limits."""

_ONE_TO_FIVE = [f"{m}e{exponent}" for exponent in range(-5, 1) for m in (1, 2, 3, 5)]
SCALES: dict[str, list[float | None]] = {
    "learning_rate": [*map(float, _ONE_TO_FIVE), 10.0],
    "l1": [0.0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0],
    "l2": [0.0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0],
    "batch_size": [1, 2, 5, 10, 20, 50, 100, 200, None],
}
"""Stops of the sliders that are not linear."""


def read_address(address: Mapping[str, str]) -> None:
    """Put every setting of the address into session state, and note what was refused."""
    of_config = {name: text for name, text in address.items() if name in RunConfig.model_fields}
    of_view = {name: text for name, text in address.items() if name in View.model_fields}
    config, refused = RunConfig.from_text(of_config)
    config, beyond_page = _fit_to_page(config)
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
        st.session_state[name] = list(value) if isinstance(value, tuple) else value


def write_address(config: RunConfig, view: View) -> None:
    """Make the address say what is on the page; the step is added by the browser."""
    address = config.to_text() | view.to_text()
    if address != st.session_state["address"]:
        st.query_params.from_dict(address)
        st.session_state["address"] = address
        if st.session_state.get("address_problems_shown"):
            st.session_state["address_problems"] = []


def _fit_to_page(config: RunConfig) -> tuple[RunConfig, list[FieldProblem]]:
    """Give defaults to what the core allows and this page does not."""
    problems = [
        FieldProblem(name, getattr(config, name), str(limits))
        for name, limits in PAGE_LIMITS.items()
        if getattr(config, name) not in limits
    ]
    if config.device not in available_devices():
        here = f"torch sees no such device here, only {', '.join(available_devices())}"
        problems.append(FieldProblem("device", config.device, here))
    fields = RunConfig.model_fields
    return config.replace(**{p.field: fields[p.field].default for p in problems}), problems


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


def choose_config() -> RunConfig:
    """Draw the controls of a run, grouped; return what they say."""
    fixed = PROBLEMS[_setting("dataset")].fixed
    with st.expander("Data", expanded=True):
        _menu("dataset")
        left, right = st.columns(2)
        with left:
            _slider("n_points", step=10, disabled=fixed)
            _slider("noise", step=0.01, disabled=fixed)
        with right:
            _slider("train_share", step=0.05, disabled=fixed)
            _seed("data_seed")
        st.button("New sample", on_click=next_seed, args=("data_seed",), width="stretch")
    with st.expander("Network", expanded=True):
        left, right = st.columns(2)
        with left:
            _slider("hidden_layers")
            _menu("activation")
        with right:
            _slider("width")
            _menu("bias_initializer")
        _menu("initializer")
        _parameters("initializer", "bias_initializer")
    with st.expander("Training", expanded=True):
        _scale("learning_rate")
        _menu("optimizer")
        _parameters("optimizer")
        _menu("loss")
        left, right = st.columns(2)
        with left:
            _scale("batch_size")
            _scale("l1")
        with right:
            _seed("seed")
            _scale("l2")
        _menu("device")
        if available_devices() == ["cpu"]:
            st.caption("CUDA is not available here: torch sees no GPU.")
    return _trusted_config()


def choose_view() -> View:
    """Draw the display switches; return what they and the browser say."""
    fields = View.model_fields
    with st.expander("Display", expanded=True):
        st.pills(
            "Panels",
            list(PANELS),
            format_func=lambda name: PANELS[name].label,
            selection_mode="multi",
            key="panels",
            help=fields["panels"].description,
        )
        for name in ("log_loss", "hard_classes"):
            st.toggle(_title(fields[name]), key=name, help=fields[name].description)
        smoothing = fields["smoothing"]
        st.slider(
            _title(smoothing), 0.0, 0.99, step=0.01, key="smoothing", help=smoothing.description
        )
    return View.from_text({name: st.session_state[name] for name in fields})[0]


def _trusted_config() -> RunConfig:
    """Check what the browser sent like an address: a widget's limits bind only its own page."""
    values = {name: _setting(name) for name in RunConfig.model_fields}
    return _fit_to_page(RunConfig.from_text(values)[0])[0]


def _setting(name: str) -> Any:
    """Present value of a setting; its default where no widget has held it yet."""
    default = RunConfig.model_fields[name].default
    return st.session_state.get(name, default)


def _title(field: FieldInfo) -> str:
    return str(field.title)[0].upper() + str(field.title)[1:]


def _label_and_help(name: str) -> dict[str, Any]:
    field = RunConfig.model_fields[name]
    return {"label": _title(field), "help": str(field.description), "key": name}


def _menu(name: str) -> None:
    """Draw a menu of the names that a field takes, with the formula of the chosen one as help."""
    catalogue = CATALOGUES.get(name, {})
    options = available_devices() if name == "device" else CHOICES[name]
    words = _label_and_help(name)
    if _setting(name) in catalogue:
        words["help"] += f"\n\n${catalogue[_setting(name)].formula}$"
    st.selectbox(
        options=options,
        format_func=lambda option: getattr(catalogue.get(option), "label", option),
        **words,
    )


def _slider(name: str, step: float = 1, disabled: bool = False) -> None:
    """Draw a linear slider over what the page allows."""
    limits = PAGE_LIMITS.get(name, LIMITS[name])
    kind = int if limits.whole else float
    st.slider(
        min_value=kind(limits.low),
        max_value=kind(limits.high),
        step=kind(step),
        disabled=disabled,
        **_label_and_help(name),
    )


def _scale(name: str) -> None:
    """Draw a slider with uneven stops; the present value is one of them, wherever it came from."""
    stops = {*SCALES[name], _setting(name)}
    st.select_slider(
        options=sorted(stops, key=lambda stop: math.inf if stop is None else stop),
        format_func=lambda stop: FULL_BATCH if stop is None else f"{stop:g}",
        **_label_and_help(name),
    )


def _seed(name: str) -> None:
    limits = LIMITS[name]
    st.number_input(
        min_value=int(limits.low), max_value=int(limits.high), step=1, **_label_and_help(name)
    )


def next_seed(name: str) -> None:
    """Move a seed on by one, back to 0 after the last."""
    st.session_state[name] = (_setting(name) + 1) % (int(LIMITS[name].high) + 1)


def _parameters(*fields: str) -> None:
    """Draw the numbers that the present choices for `fields` have."""
    owned = {
        name: parameter
        for field in fields
        for name, parameter in parameters_of(field, _setting(field)).items()
    }
    for column, (name, parameter) in zip(
        st.columns(max(len(owned), 1)), owned.items(), strict=False
    ):
        if _setting(name) is None:
            st.session_state[name] = parameter.default
        column.number_input(
            parameter.label.capitalize(),
            min_value=float(parameter.low),
            max_value=float(parameter.high),
            step=None,
            format="%.6g",
            key=name,
            help=parameter.help,
        )
