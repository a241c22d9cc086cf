"""Optimizers: a race from one start on one surface."""

import streamlit as st

from core.mechanics.race import Racer, race, race_at_best
from core.mechanics.surfaces import SURFACES
from pages.optimizers.code import code_of_race
from pages.optimizers.race_figure import draw_race
from pages.optimizers.ranking import ranking, who_diverged, who_wins
from pages.optimizers.settings import OptimizersSettings, choose_race, start_of
from web.charts.chart import chart
from web.session.page_head import columns, page_head, show_code


@st.cache_data(max_entries=32, show_spinner=False)
def _race(
    surface: str,
    optimizers: tuple[str, ...],
    rate: float | None,
    start: tuple[float, float],
    steps: int,
    target: float,
) -> dict[str, Racer]:
    """The racers by name, at one rate for all or, where there is none, each at its best."""
    if rate is None:
        racers = race_at_best(SURFACES[surface], optimizers, start, steps, target)
    else:
        entries = [(name, rate) for name in optimizers]
        racers = race(SURFACES[surface], entries, start, steps, target)
    return dict(zip(optimizers, racers, strict=True))


settings, style = page_head(
    "Optimizers",
    "The same start, the same loss, other updates: press Play under the picture.",
    OptimizersSettings,
)
surface = SURFACES[settings.surface]
start, rate = start_of(settings)
racers = _race(
    settings.surface,
    settings.optimizers,
    None if settings.rates == "best" else rate,
    start,
    settings.steps,
    settings.target,
)
left, right = columns()
with left:
    choose_race(settings)
with right:
    st.markdown(f"${surface.formula}$  · {surface.lesson} {who_wins(racers, settings)}")
    chart(
        "race",
        draw_race(surface, racers, settings.target, style),
        "Paths on the surface, and the loss",
        describe="The path of every optimizer over the two parameters, and its loss over the steps",
        height=340 if settings.projector else 400,
        play="step",
        last=settings.steps,
    )
    if problem := who_diverged(racers):
        st.warning(problem)
    st.markdown(ranking(racers, settings), unsafe_allow_html=True)
show_code(
    code_of_race(
        surface,
        [(name, racer.learning_rate) for name, racer in racers.items()],
        start,
        settings.steps,
        settings.target,
    )
)
