"""The network of the run: its layers, what they start from, and the code that trains it."""

import math
from typing import Any

import streamlit as st

from core import RunConfig
from core.config import ALL_LAYERS, PARAMETERS
from core.initializers import INITIALIZERS
from core.mechanics.layer_table import LayerRow, layer_table
from core.mechanics.run_losses import RunLosses, most_steps, run_losses
from core.source import loss_label, run_source
from pages.models.settings import MOST_STEPS, ModelsSettings
from web.charts.text import capitalize_first, format_number, pluralize
from web.session import run_controls, session
from web.session.page_head import columns, show_code
from web.settings import controls
from web.settings.limits import PAGE_LIMITS
from web.settings.page_state import page_state

_STEPS: list[float] = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, MOST_STEPS]
_WIDTHS = [1.2, 2.5, 1.0, 0.7, 1.5, 2.8, 1.1]
_HEADS = ["layer", "modules", "weight", "bias", "parameters", "initializer", "Var(w)"]

_LOGISTIC = (
    "Without a hidden layer this is **logistic regression**: P(class 1) = σ(w · x + b), "
    "and the boundary is a straight line."
)


@st.cache_data(max_entries=256, show_spinner="Training …")
def _losses(config: dict[str, str], steps: int) -> RunLosses:
    return run_losses(RunConfig.from_text(config)[0], steps)


def show_network(settings: ModelsSettings) -> None:
    """Draw the section: the layers of the network, its losses, and its code."""
    config = page_state().config
    left, right = columns()
    with left:
        _choose_shape(config)
        _choose_penalty(config)
    with right:
        _show_layers(config)
        if config.hidden_layers == 0:
            st.info(_LOGISTIC)
        steps = min(settings.n_steps, most_steps(config, MOST_STEPS))
        _show_losses(config, settings.n_steps, steps)
        show_code(run_source(config, steps, settings.section), "The same run in plain PyTorch")


def _choose_shape(config: RunConfig) -> None:
    for name in ("hidden_layers", "width"):
        limits = PAGE_LIMITS[name]
        st.slider(
            min_value=int(limits.low),
            max_value=int(limits.high),
            disabled=name == "width" and config.hidden_layers == 0,
            on_change=session.change_config,
            **_widget_arguments(name),
        )


def _choose_penalty(config: RunConfig) -> None:
    """Draw the controls of L1 and L2: their strengths, and the layer that they apply to."""
    for name in ("l1", "l2"):
        stops = {*run_controls.SCALES[name], getattr(config, name)}
        st.select_slider(
            options=sorted(stops),
            format_func="{:g}".format,
            on_change=session.change_config,
            **_widget_arguments(name),
        )
    if config.penalized_layer is None:  # to Streamlit None is no choice at all
        st.session_state["penalized_layer"] = ALL_LAYERS
    names: dict[int | str, str] = {ALL_LAYERS: "all layers"}
    names |= {layer: row.name for layer, row in enumerate(layer_table(config))}
    st.selectbox(
        options=[*names],
        format_func=lambda layer: names[layer],
        disabled=not (config.l1 or config.l2),
        on_change=session.change_config,
        **_widget_arguments("penalized_layer"),
    )


def _widget_arguments(name: str) -> dict[str, Any]:
    return controls.widget_arguments(RunConfig.model_fields[name], name)


def _show_layers(config: RunConfig) -> None:
    """The layer table; each layer has a menu for its initializer."""
    rows = layer_table(config)
    with st.container(key="layers", gap="xxsmall"):
        for column, head in zip(st.columns(_WIDTHS), _HEADS, strict=True):
            column.caption(head)
        for layer, row in enumerate(rows):
            _show_layer(config, layer, row)
        total = sum(row.parameters for row in rows)
        st.markdown(f"**{total:,} parameters** in {pluralize(len(rows), 'layer')}")
    _show_parameters(config)


def _show_layer(config: RunConfig, layer: int, row: LayerRow) -> None:
    name, modules, weight, bias, parameters, menu, variance = st.columns(
        _WIDTHS, vertical_alignment="center"
    )
    name.markdown(f"**{row.name}**")
    modules.markdown(f"`{row.modules.replace('nn.', '')}`")
    weight.markdown(f"{row.weight[0]} × {row.weight[1]}")
    bias.markdown(f"{row.bias[0]}")
    parameters.markdown(f"{row.parameters:,}")
    with menu:
        _choose_initializer(config, layer, row)
    variance.markdown(format_number(row.variance))


def _choose_initializer(config: RunConfig, layer: int, row: LayerRow) -> None:
    key = _key(layer)
    own = [*config.layer_initializers, *[""] * config.hidden_layers, ""]
    st.session_state[key] = own[layer]
    of_run = INITIALIZERS[config.initializer].label
    st.selectbox(
        f"Initializer of {row.name}",
        ["", *INITIALIZERS],
        format_func=lambda name: INITIALIZERS[name].label if name else f"{of_run} (run)",
        label_visibility="collapsed",
        on_change=_take_over,
        args=(len(own),),
        key=key,
    )


def _key(layer: int) -> str:
    return f"initializer_of_{layer}"


def _take_over(layers: int) -> None:
    """Give the run the initializers of the menus. For callbacks."""
    names = [st.session_state.get(_key(layer), "") for layer in range(layers)]
    session.change_config(layer_initializers=names)


def _show_parameters(config: RunConfig) -> None:
    """Draw the parameters of the initializers that the layers use."""
    used = {config.initializer, *config.layer_initializers} - {""}
    owned = sorted({name for initializer in used for name in INITIALIZERS[initializer].parameters})
    for column, name in zip(st.columns(3) if owned else [], owned, strict=False):
        parameter = PARAMETERS[name]
        column.number_input(
            parameter.label.capitalize(),
            min_value=float(parameter.low),
            max_value=float(parameter.high),
            step=None,
            format="%.6g",
            on_change=session.change_config,
            help=parameter.help,
            key=name,
            persist_state="session",
        )


def _show_losses(config: RunConfig, asked: int, steps: int) -> None:
    """Draw the losses of a Trainer, to compare with those that the code prints."""
    losses = _losses(config.replace(ensemble_size=1, device="cpu").to_text(), steps)
    choose, start, end = st.columns([2, 1, 1], gap="medium", vertical_alignment="center")
    with choose:
        controls.scale(ModelsSettings, "n_steps", _STEPS)
    start.metric("Loss at the start", format_number(losses.start, 6))
    end.metric(f"Loss after {losses.steps:,} steps", format_number(losses.end, 6))
    members = f"the first of {config.ensemble_size} networks, seed {config.seed}"
    who = members if config.ensemble_size > 1 else f"this network, seed {config.seed}"
    label = loss_label(config)
    st.caption(
        f"{capitalize_first(label)}, of {who}. "
        + ("" if losses.divergence else "The code prints the same, up to rounding.")
    )
    if steps < asked:
        st.caption(f"A network of this size takes at most {steps:,} steps here.")
    if losses.divergence:
        st.error(
            f"This run diverged: {losses.divergence}. The trainer stops at the step before; the "
            "code does not check the loss, continues and prints nan."
        )
    elif not math.isfinite(losses.end):
        st.error(f"This run diverges: its loss after {losses.steps:,} steps is {losses.end}.")
