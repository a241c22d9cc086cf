"""Optimizers: a race from one start on one surface."""

import streamlit as st

from core.mechanics.race import RATES, Racer, race, race_at_best
from core.mechanics.surfaces import SURFACES, WINDOW
from core.optimizers import OPTIMIZERS
from pages import controls, laboratory
from pages.chart import chart
from pages.figures.race import COLOURS, colours_of, draw_race
from pages.settings import Settings, choice, number, several
from pages.snippets.race import code_of_race


class OptimizersSettings(Settings):
    """The race; start and rate are the surface's own where none are given."""

    surface: str = choice(
        "ravine",
        {name: surface.label for name, surface in SURFACES.items()},
        title="surface",
        description="The loss over two parameters. Another one brings its own start and rate.",
    )
    optimizers: tuple[str, ...] = several(
        ("sgd", "momentum", "rmsprop", "adam"),
        {name: optimizer.label for name, optimizer in OPTIMIZERS.items()},
        most=len(COLOURS),
        title="optimizers",
        description=f"Who races: up to {len(COLOURS)}, with the default values of their own "
        "parameters.",
    )
    rates: str = choice(
        "common",
        {"common": "the same for all", "best": "each at its best"},
        title="learning rates",
        description="One rate for all, or for each the one with which it arrives first, of "
        f"{', '.join(f'{rate:g}' for rate in RATES)}.",
    )
    rate: float | None = number(
        None, low=1e-4, high=10, title="learning rate η", description="Scale of a step, for all."
    )
    u: float | None = number(
        None, low=-WINDOW, high=WINDOW, title="start, first", description="First parameter there."
    )
    v: float | None = number(
        None, low=-WINDOW, high=WINDOW, title="start, second", description="Second parameter there."
    )
    steps: int = number(
        200, low=1, high=500, whole=True, title="steps", description="Length of the race."
    )
    target: float = number(
        1e-3,
        low=1e-8,
        high=1,
        title="small loss",
        description="Who stays at or below this loss to the end of the race has arrived.",
    )


STOPS = [m * 10.0**e for e in range(-4, 1) for m in (1, 2, 3, 5)] + [10.0]


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


def _forget_start() -> None:
    """Let the next surface bring its own start and rate."""
    for name in ("u", "v", "rate"):
        st.session_state[name] = None


def _start_of(settings: OptimizersSettings) -> tuple[tuple[float, float], float]:
    """Start and rate as set, or the surface's own, which their widgets then show."""
    surface = SURFACES[settings.surface]
    own = {"u": surface.start[0], "v": surface.start[1], "rate": surface.learning_rate}
    for name, value in own.items():
        if getattr(settings, name) is None:
            st.session_state[name] = value
    u, v, rate = (
        value if getattr(settings, name) is None else getattr(settings, name)
        for name, value in own.items()
    )
    return (u, v), rate


def _who_wins(racers: dict[str, Racer], settings: OptimizersSettings) -> str:
    """Say who arrives first, and who never will."""
    arrived = {name: r.arrived_after for name, r in racers.items() if r.arrived_after is not None}
    if not arrived:
        return f"Nobody stays below a loss of {settings.target:g} within {settings.steps} steps."
    first = min(arrived.values())
    winners = " and ".join(OPTIMIZERS[n].label for n, after in arrived.items() if after == first)
    verb = "arrives" if list(arrived.values()).count(first) == 1 else "arrive"
    return (
        f"**{winners}** {verb} first: from step {first} on the loss stays at or below "
        f"{settings.target:g}."
    )


def _table(racers: dict[str, Racer], settings: OptimizersSettings) -> str:
    """Markdown: who arrived when, at which rate, by which update; the first at the top."""
    colours = colours_of(racers)
    ranked = sorted(racers, key=lambda name: racers[name].arrived_after or 10**9)
    rows = "\n".join(
        f"| <span style='color: {colours[name]}'>⬤</span> {OPTIMIZERS[name].label} "
        f"| {_outcome(racers[name])} | `{racers[name].losses[-1]:.3g}` "
        f"| {racers[name].learning_rate:g} | ${_formula(name)}$ |"
        for name in ranked
    )
    return (
        f"| | stays ≤ {settings.target:g} from | last loss | η | update, with the gradient g |\n"
        f"|---|---|---|---|---|\n{rows}"
    )


def _formula(name: str) -> str:
    """LaTeX of an update that the columns of a table leave alone."""
    return OPTIMIZERS[name].formula.replace("|", r"\vert ")


def _outcome(racer: Racer) -> str:
    if racer.diverged_after is not None:
        return f"diverged after step {racer.diverged_after}"
    return "–" if racer.arrived_after is None else f"**step {racer.arrived_after}**"


settings, style = laboratory.open_page(
    "Optimizers",
    "The same start, the same loss, other updates: press Play under the picture.",
    OptimizersSettings,
)
surface = SURFACES[settings.surface]
start, rate = _start_of(settings)
racers = _race(
    settings.surface,
    settings.optimizers,
    None if settings.rates == "best" else rate,
    start,
    settings.steps,
    settings.target,
)
left, right = st.columns([1, 3.2], gap="medium")
with left:
    controls.menu(OptimizersSettings, "surface", on_change=_forget_start)
    controls.several(OptimizersSettings, "optimizers", wrap=True)
    controls.menu(OptimizersSettings, "rates")
    controls.scale(OptimizersSettings, "rate", STOPS, disabled=settings.rates == "best")
    one, other = st.columns(2)
    with one:
        controls.slider(OptimizersSettings, "u", step=0.05)
    with other:
        controls.slider(OptimizersSettings, "v", step=0.05)
    with one:
        controls.slider(OptimizersSettings, "steps")
    with other:
        controls.scale(OptimizersSettings, "target", [10.0**e for e in range(-8, 1)])
with right:
    st.markdown(f"${surface.formula}$  · {surface.lesson} {_who_wins(racers, settings)}")
    chart(
        "race",
        draw_race(surface, racers, settings.target, style),
        "Paths on the surface, and the loss",
        describe="The path of every optimizer over the two parameters, and its loss over the steps",
        height=340 if settings.projector else 400,
        play="step",
        last=settings.steps,
    )
    lost = [OPTIMIZERS[n].label for n, racer in racers.items() if racer.diverged_after is not None]
    if lost:
        st.warning(
            f"Diverged: {', '.join(lost)}. A step at this learning rate is longer than the surface "
            "bears, and each one makes the next longer; the path leaves the picture."
        )
    st.markdown(_table(racers, settings), unsafe_allow_html=True)
laboratory.show_code(
    code_of_race(
        surface,
        [(name, racer.learning_rate) for name, racer in racers.items()],
        start,
        settings.steps,
        settings.target,
    )
)
