"""The settings of the optimizers page."""

import streamlit as st

from core.mechanics.race import RATES
from core.mechanics.surfaces import SURFACES, WINDOW
from core.optimizers import OPTIMIZERS
from pages.optimizers.race_figure import COLOURS
from web.settings import controls
from web.settings.settings import Settings, choice, number, several

_RATE_STOPS = [m * 10.0**e for e in range(-4, 1) for m in (1, 2, 3, 5)] + [10.0]
_TARGET_STOPS = [10.0**e for e in range(-8, 1)]


class OptimizersSettings(Settings):
    """The race. A start or rate that is None is that of the surface."""

    surface: str = choice(
        "ravine",
        {name: surface.label for name, surface in SURFACES.items()},
        title="surface",
        description="The loss over two parameters. Each surface has its own start and rate.",
    )
    optimizers: tuple[str, ...] = several(
        ("sgd", "momentum", "rmsprop", "adam"),
        {name: optimizer.label for name, optimizer in OPTIMIZERS.items()},
        most=len(COLOURS),
        title="optimizers",
        description=f"Optimizers that race: up to {len(COLOURS)}, with the default values of their "
        "own parameters.",
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
        None,
        low=-WINDOW,
        high=WINDOW,
        title="start, first",
        description="First parameter at the start.",
    )
    v: float | None = number(
        None,
        low=-WINDOW,
        high=WINDOW,
        title="start, second",
        description="Second parameter at the start.",
    )
    steps: int = number(
        200, low=1, high=300, whole=True, title="steps", description="Length of the race."
    )
    target: float = number(
        1e-3,
        low=1e-8,
        high=1,
        title="small loss",
        description="An optimizer arrives when its loss stays at or below this to the end.",
    )


def start_of(settings: OptimizersSettings) -> tuple[tuple[float, float], float]:
    """Start and rate as set, or those of the surface, which the widgets then show."""
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


def choose_race(settings: OptimizersSettings) -> None:
    """Draw the controls."""
    controls.menu(OptimizersSettings, "surface", on_change=_forget_start)
    controls.several(OptimizersSettings, "optimizers", wrap=True)
    controls.menu(OptimizersSettings, "rates")
    controls.scale(OptimizersSettings, "rate", _RATE_STOPS, disabled=settings.rates == "best")
    left, right = st.columns(2)
    with left:
        controls.slider(OptimizersSettings, "u", step=0.05)
        controls.slider(OptimizersSettings, "steps")
    with right:
        controls.slider(OptimizersSettings, "v", step=0.05)
        controls.scale(OptimizersSettings, "target", _TARGET_STOPS)


def _forget_start() -> None:
    """Take start and rate of the next surface. For callbacks."""
    for name in ("u", "v", "rate"):
        st.session_state[name] = None
