"""Units that start equal, compared with units that do not."""

import streamlit as st

from core import RunConfig
from core.initializers import INITIALIZERS
from core.mechanics.symmetry import UnitPaths, watch_units, xor_config
from pages.initialization.settings import InitializationSettings, parameter_boxes
from pages.initialization.symmetry_code import code_of_symmetry
from pages.initialization.symmetry_figure import draw_differences, draw_units, reach_of
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import format_number
from web.session.page_head import columns, show_code
from web.settings import controls

_NUDGES = [0.0, 1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.1]


def show_symmetry(settings: InitializationSettings, style: Style) -> None:
    """Draw the section."""
    left, right = columns()
    with left:
        controls.menu(InitializationSettings, "start")
        controls.scale(InitializationSettings, "nudge", _NUDGES)
        controls.slider(InitializationSettings, "steps", step=10)
        controls.menu(InitializationSettings, "random_start")
        parameter_boxes(INITIALIZERS[settings.start], INITIALIZERS[settings.random_start])
        controls.menu(InitializationSettings, "unit_activation")
        controls.menu(InitializationSettings, "units")
        controls.number_box(InitializationSettings, "seed")
    equal = _watched(_config(settings, settings.start), settings.steps, settings.nudge)
    drawn = _watched(_config(settings, settings.random_start), settings.steps, 0.0)
    with right:
        _show_pictures(settings, equal, drawn, style)
    show_code(code_of_symmetry(_config(settings, settings.start), settings.steps, settings.nudge))


def _config(settings: InitializationSettings, name: str) -> RunConfig:
    return xor_config(
        name,
        settings.unit_activation,
        int(settings.units),
        settings.seed,
        **settings.parameters_of(name),
    )


@st.cache_data(max_entries=100, show_spinner=False)
def _watched(config: RunConfig, steps: int, nudge: float) -> UnitPaths:
    return watch_units(config, steps, nudge)


def _show_pictures(
    settings: InitializationSettings, equal: UnitPaths, drawn: UnitPaths, style: Style
) -> None:
    starts = InitializationSettings.allowed("start").options
    nudged = f", one weight nudged by {format_number(settings.nudge, 3)}" if settings.nudge else ""
    labels = [
        f"Equal start: {starts[settings.start]}{nudged}",
        f"Compared with: {INITIALIZERS[settings.random_start].label}",
    ]
    reach = reach_of(equal.incoming, drawn.incoming)
    for place, key, label, paths in zip(
        st.columns(2), ("equal", "drawn"), labels, (equal, drawn), strict=True
    ):
        with place:
            figure = draw_units(paths.incoming, reach, style)
            chart(key, figure, label, "weights into every hidden unit, over the steps", height=240)
            st.markdown(_describe_units(paths))
    differences = dict(zip(labels, (equal.differences(), drawn.differences()), strict=True))
    chart(
        "differences",
        draw_differences(differences, style),
        "Largest difference between two units",
        "in any of their weights, over the steps, on a log axis",
        height=170,
    )
    st.caption(
        "Raise ε to nudge one weight: units that start equal stay equal without it. The network "
        "has one hidden layer and trains on the 100 training points of the book's XOR, with zero "
        "biases at the start, BCE, Adam with learning rate 0.05, float64."
    )


def _describe_units(paths: UnitPaths) -> str:
    """How far the units are apart at the end, and whether anything moved."""
    last = paths.differences()[-1]
    steps = len(paths.differences()) - 1
    apart = "exactly 0" if last == 0 else format_number(last, 3)
    moved = paths.moved()
    text = (
        f"After {steps} steps the largest difference between two units is **{apart}**; accuracy "
        f"{paths.accuracy:.2f}, loss {format_number(paths.loss, 3)}."
    )
    if steps and len(moved) < 2:
        only = moved[0] if moved else "nothing"
        text += f" **Nothing moved but {only}.**" if moved else " **Nothing moved.**"
    return text
