"""Weights that initializers draw, beside the variance and density of their formulas."""

import numpy as np
import pandas as pd
import streamlit as st

from core.initializers import INITIALIZERS
from core.mechanics.weight_sample import WeightSample, draw_weight, promised_density
from pages.initialization.settings import InitializationSettings, parameter_boxes
from pages.initialization.weight_sample_code import code_of_weight
from pages.initialization.weight_sample_figure import draw_weight_sample, places
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import format_number, markdown_table, pluralize
from web.session.page_head import columns, show_code
from web.settings import controls

_SIZES: list[float] = [1, 2, 3, 4, 5, 8, 10, 20, 30, 50, 100, 200, 300, 500, 1000]

FEW_ROWS, FEW_COLUMNS = 6, 8
"""Size of a weight matrix up to which it is written out."""


def show_weights(settings: InitializationSettings, style: Style) -> None:
    """Draw the section."""
    name = settings.initializer
    left, right = columns()
    with left:
        controls.menu(InitializationSettings, "initializer")
        controls.scale(InitializationSettings, "fan_out", _SIZES)
        controls.scale(InitializationSettings, "fan_in", _SIZES)
        controls.number_box(InitializationSettings, "seed")
        with st.expander("Scale and constant", expanded=bool(settings.parameters_of(name))):
            parameter_boxes(*INITIALIZERS.values())
    sample = _sample(settings, name)
    with right:
        picture, numbers = st.columns([1.6, 1])
        with picture:
            label = f"Weights [{settings.fan_out}, {settings.fan_in}]: {INITIALIZERS[name].label}"
            figure = _figure(name, sample, style)
            chart("weights", figure, label, "beside the promised density", height=300)
        with numbers:
            _show_numbers(settings, sample)
        st.markdown("**All initializers**, drawn with the same shape and seed")
        st.table(_all(settings))
    show_code(
        code_of_weight(
            name, settings.fan_out, settings.fan_in, settings.seed, settings.parameters_of(name)
        )
    )


def _sample(settings: InitializationSettings, name: str) -> WeightSample:
    return _drawn(
        name, settings.fan_out, settings.fan_in, settings.seed, settings.parameters_of(name)
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _drawn(
    name: str, out: int, fan_in: int, seed: int, parameters: dict[str, float]
) -> WeightSample:
    return draw_weight(name, out, fan_in, seed, parameters)


def _figure(name: str, sample: WeightSample, style: Style) -> dict[str, object]:
    values = sample.weight.ravel().astype(np.float64)
    spread = sample.promised_variance**0.5
    x = places(values, spread)
    density = promised_density(name, sample.promised_variance, x)
    promised = None if density is None else (x, density)
    return draw_weight_sample(values, spread, promised, style)


def _show_numbers(settings: InitializationSettings, sample: WeightSample) -> None:
    entry = INITIALIZERS[settings.initializer]
    st.latex(entry.formula)
    st.markdown(
        markdown_table(
            ["", "mean", "variance"],
            [
                ["promised", _promised_mean(settings), format_number(sample.promised_variance, 3)],
                ["measured", format_number(sample.mean, 3), format_number(sample.variance, 3)],
            ],
        )
    )
    rows, cells = sample.weight.shape
    if rows <= FEW_ROWS and cells <= FEW_COLUMNS:
        st.markdown("The weight, one row for each unit:")
        st.markdown(_written_out(sample.weight))
    if sample.weight.size < 1000 and not sample.in_one_place:
        st.caption(
            f"Choose more units: {pluralize(sample.weight.size, 'weight')} cannot show the "
            "distribution, 300 × 300 can."
        )


def _promised_mean(settings: InitializationSettings) -> str:
    mean = settings.weight_constant if settings.initializer == "constant" else 0.0
    return format_number(mean, 3)


def _written_out(weight: np.ndarray) -> str:
    rows = [" & ".join(f"{value:.4f}" for value in row) for row in weight]
    return r"$\begin{bmatrix}" + r" \\ ".join(rows) + r"\end{bmatrix}$"


def _all(settings: InitializationSettings) -> pd.DataFrame:
    """One row for each initializer."""
    rows = []
    for name, entry in INITIALIZERS.items():
        sample = _sample(settings, name)
        rows.append(
            {
                "initializer": entry.label,
                "formula": f"${entry.formula}$",
                "promised variance": format_number(sample.promised_variance, 3),
                "measured mean": format_number(sample.mean, 3),
                "measured variance": format_number(sample.variance, 3),
            }
        )
    return pd.DataFrame(rows).set_index("initializer")
