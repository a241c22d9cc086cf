"""A signal and its gradient through the layers, measured and predicted."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from core.initializers import BIAS_INITIALIZERS, INITIALIZERS
from core.mechanics.propagation import (
    DeepNetwork,
    Propagation,
    end_to_end_singular_values,
    predict_propagation,
    propagate,
)
from core.mechanics.signal_health import Health, health
from pages.initialization.presets import show_presets
from pages.initialization.propagation_code import code_of_propagation
from pages.initialization.propagation_figure import Signal, draw_propagation
from pages.initialization.settings import NOTHING, InitializationSettings, parameter_boxes
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import format_number, join_words, pluralize
from web.session.page_head import columns, show_code
from web.settings import controls

WIDEST_DECOMPOSED = 256
"""Width up to which the singular values of a deep linear network are computed."""

ROUNDING = 1e-14
"""A singular value below this share of the largest is rounding in float64."""

_WIDTHS = [2**power for power in range(11)]


def show_signal(settings: InitializationSettings, style: Style) -> None:
    """Draw the section."""
    left, right = columns()
    with left:
        _show_controls(settings)
    names = dict.fromkeys(n for n in (settings.initializer, settings.against) if n != NOTHING)
    networks = {name: _network(settings, name) for name in names}
    found = {
        name: _measured(network, settings.seed, network.fitting_draws(settings.draws))
        for name, network in networks.items()
    }
    with right:
        show_presets(settings)
        verdicts = [_describe_signal(INITIALIZERS[name].label, found[name][0]) for name in found]
        st.markdown("  \n".join(verdicts))
        _show_pictures(settings, found, style)
        for name, network in networks.items():
            _show_what_was_left_out(settings, INITIALIZERS[name].label, network)
        if settings.activation == "identity":
            _show_singular_values(settings, networks)
        st.caption(
            "Each line is one drawn network. The loss is the cross-entropy of a softmax over 10 "
            "classes with random labels. “Healthy” is a change by less than a factor of 2 per "
            "layer and less than a factor of 100 in all."
        )
        with st.expander("Numbers, layer by layer"):
            st.dataframe(_numbers(settings.forward, found), hide_index=True)
    network = networks[settings.initializer]
    show_code(
        code_of_propagation(network, settings.seed, network.fitting_draws(settings.draws)),
        f"The PyTorch that measures it: {INITIALIZERS[settings.initializer].label}",
    )


def _show_controls(settings: InitializationSettings) -> None:
    entries = [INITIALIZERS[n] for n in (settings.initializer, settings.against) if n != NOTHING]
    controls.menu(InitializationSettings, "initializer")
    controls.menu(InitializationSettings, "against")
    controls.menu(InitializationSettings, "activation")
    controls.slider(InitializationSettings, "layers")
    controls.scale(InitializationSettings, "width", [*_WIDTHS, 1000])
    parameter_boxes(*entries, BIAS_INITIALIZERS[settings.bias_initializer])
    controls.menu(InitializationSettings, "forward")
    with st.expander("Biases, samples, seeds"):
        controls.menu(InitializationSettings, "bias_initializer")
        controls.slider(InitializationSettings, "draws")
        controls.slider(InitializationSettings, "batch")
        controls.number_box(InitializationSettings, "seed")


def _network(settings: InitializationSettings, name: str) -> DeepNetwork:
    return DeepNetwork(
        settings.layers,
        settings.width,
        settings.activation,
        settings.layer_start(name),
        settings.batch,
    ).fitting()


@st.cache_data(max_entries=200, show_spinner=False)
def _measured(
    network: DeepNetwork, seed: int, draws: int
) -> tuple[Propagation, Propagation | None]:
    """The measured propagation, and the one that theory predicts, if it does."""
    return propagate(network, seed, draws), predict_propagation(network)


@st.cache_data(max_entries=200, show_spinner=False)
def _singular_values(network: DeepNetwork, seed: int) -> np.ndarray:
    return end_to_end_singular_values(network, seed)


def _show_pictures(
    settings: InitializationSettings,
    found: Mapping[str, tuple[Propagation, Propagation | None]],
    style: Style,
) -> None:
    forward, backward = st.columns(2)
    words = InitializationSettings.allowed("forward").options[settings.forward]
    with forward:
        figure = draw_propagation(_signals(settings.forward, found), words, style)
        chart("forward_chart", figure, "Forward", f"{words} over the hidden layers", height=270)
    with backward:
        words = "variance of ∂loss/∂z, last layer = 1"
        figure = draw_propagation(_signals("relative_gradient_variance", found), words, style)
        chart(
            "backward_chart",
            figure,
            "Backward",
            f"{words}, over the hidden layers",
            height=270,
        )


def _signals(
    quantity: str, found: Mapping[str, tuple[Propagation, Propagation | None]]
) -> list[Signal]:
    return [
        Signal(
            INITIALIZERS[name].label,
            getattr(measured, quantity),
            None if theory is None else getattr(theory, quantity)[0],
        )
        for name, (measured, theory) in found.items()
    ]


def _describe_signal(label: str, measured: Propagation) -> str:
    """Whether the signal lasts forward and backward, with the medians over the draws."""
    forward = health(_median(measured.second_moment))
    backward = health(_median(measured.gradient_variance)[::-1])
    back = f"backward **{backward.state}**, {_describe_change('gradient variance', backward)}"
    if forward.state == "exploding" and backward.lost == 0:
        back = "backward **unknown**, because the loss is not a number"
    return (
        f"**{label}**: forward **{forward.state}**, {_describe_change('E[z²]', forward)}; {back}."
    )


def _median(values: np.ndarray) -> np.ndarray:
    """Median over the draws; NaN where one of them is NaN."""
    median: np.ndarray = np.median(values, axis=0)
    return median


def _describe_change(what: str, found: Health) -> str:
    """The factor by which a quantity changes, or after how many layers it is lost."""
    if found.factor is None or found.total is None:
        number = "is 0" if found.state == "vanishing" else "overflows"
        if not found.lost:
            return f"{what} {number} from the start"
        return f"{what} {number} in float32 after {pluralize(found.lost, 'layer')}"
    return f"{what} ×\N{NO-BREAK SPACE}{format_number(found.factor, 3)} a layer, " + (
        f"×\N{NO-BREAK SPACE}{format_number(found.total, 3)} in all"
    )


def _show_what_was_left_out(
    settings: InitializationSettings, label: str, network: DeepNetwork
) -> None:
    """Say how many layers and draws are shown where all of them would take too long."""
    if network.layers < settings.layers:
        st.caption(
            f"{label}: these are the first {pluralize(network.layers, 'layer')}. All "
            f"{settings.layers} layers of {settings.width} units would take too long."
        )
    if (draws := network.fitting_draws(settings.draws)) < settings.draws:
        st.caption(
            f"{label}: {draws} of {settings.draws} draws are shown. Networks this large differ "
            "little."
        )


def _show_singular_values(
    settings: InitializationSettings, networks: Mapping[str, DeepNetwork]
) -> None:
    """Say the range of the singular values of the product of all layers."""
    if settings.width > WIDEST_DECOMPOSED:
        return
    parts = []
    for name, network in networks.items():
        values = _singular_values(network, settings.seed)
        lost = values[-1] < ROUNDING * values[0]
        least = (
            f"less than {format_number(ROUNDING * values[0], 3)}"
            if lost
            else format_number(values[-1], 3)
        )
        parts.append(
            f"for **{INITIALIZERS[name].label}** from {least} to {format_number(values[0], 3)}"
        )
    st.markdown(
        "Without an activation all hidden layers together are one matrix, their product; its "
        f"singular values run {join_words(parts)}."
    )


def _numbers(
    forward: str, found: Mapping[str, tuple[Propagation, Propagation | None]]
) -> pd.DataFrame:
    """One row for each layer; measured values are medians over the draws."""
    quantities = {
        InitializationSettings.allowed("forward").options[forward]: forward,
        "gradient variance": "relative_gradient_variance",
    }
    layers = max(measured.second_moment.shape[1] for measured, _ in found.values())
    columns: dict[str, pd.Series] = {"layer": pd.Series(range(1, layers + 1))}
    for name, (measured, theory) in found.items():
        for words, quantity in quantities.items():
            column = f"{INITIALIZERS[name].label}: {words}"
            columns[column] = _format_column(_median(getattr(measured, quantity)))
            if theory is not None:
                columns[f"{column}, theory"] = _format_column(getattr(theory, quantity)[0])
    return pd.DataFrame(columns)


def _format_column(values: np.ndarray) -> "pd.Series[str]":
    return pd.Series([format_number(value, 3) for value in values])
