"""One race: its picture, its ranking and its code."""

import streamlit as st

from core.mechanics.race import Racer, race, race_at_best
from core.mechanics.surfaces import SURFACES
from pages.optimizers.code import code_of_race
from pages.optimizers.race_figure import draw_race
from pages.optimizers.ranking import describe_divergence, describe_winner, ranking
from pages.optimizers.settings import OptimizersSettings
from web.charts.chart import chart
from web.charts.style import Style
from web.session.page_head import show_code

Point = tuple[float, float]


def racers_of(settings: OptimizersSettings, start: Point, rate: float) -> dict[str, Racer]:
    """The racers by name, all at `rate` or each at its best."""
    return _race(
        settings.surface,
        settings.optimizers,
        None if settings.rates == "best" else rate,
        start,
        settings.steps,
        settings.target,
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _race(
    surface: str,
    optimizers: tuple[str, ...],
    rate: float | None,
    start: Point,
    steps: int,
    target: float,
) -> dict[str, Racer]:
    if rate is None:
        racers = race_at_best(SURFACES[surface], optimizers, start, steps, target)
    else:
        entries = [(name, rate) for name in optimizers]
        racers = race(SURFACES[surface], entries, start, steps, target)
    return dict(zip(optimizers, racers, strict=True))


def show_race(racers: dict[str, Racer], settings: OptimizersSettings, style: Style) -> None:
    """Draw the race, and the ranking below it."""
    surface = SURFACES[settings.surface]
    winner = describe_winner(racers, settings)
    st.markdown(f"${surface.formula}$  · {surface.lesson} {winner}")
    chart(
        "race",
        draw_race(surface, racers, settings.target, style),
        "Paths on the surface, and the loss",
        describe="The path of every optimizer over the two parameters, and its loss over the steps",
        height=340 if settings.projector else 400,
        play="step",
        last=settings.steps,
    )
    if divergence := describe_divergence(racers):
        st.warning(divergence)
    st.markdown(ranking(racers, settings), unsafe_allow_html=True)


def show_race_code(racers: dict[str, Racer], settings: OptimizersSettings, start: Point) -> None:
    """Show code that runs the same race."""
    entries = [(name, racer.learning_rate) for name, racer in racers.items()]
    surface = SURFACES[settings.surface]
    show_code(code_of_race(surface, entries, start, settings.steps, settings.target))
