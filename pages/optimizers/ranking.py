"""Who arrived when, in words and as a table."""

import math

from core.mechanics.race import Racer
from core.optimizers import OPTIMIZERS
from pages.optimizers.race_figure import colours_of
from pages.optimizers.settings import OptimizersSettings
from web.charts.text import format_number


def who_wins(racers: dict[str, Racer], settings: OptimizersSettings) -> str:
    """Say who arrives first, and who never will."""
    arrived = {name: r.arrived_after for name, r in racers.items() if r.arrived_after is not None}
    if not arrived:
        target = format_number(settings.target)
        return f"Nobody stays below a loss of {target} within {settings.steps} steps."
    first = min(arrived.values())
    winners = " and ".join(OPTIMIZERS[n].label for n, after in arrived.items() if after == first)
    verb = "arrives" if list(arrived.values()).count(first) == 1 else "arrive"
    return (
        f"**{winners}** {verb} first: from step {first} on the loss stays at or below "
        f"{format_number(settings.target)}."
    )


def ranking(racers: dict[str, Racer], settings: OptimizersSettings) -> str:
    """Markdown: who arrived when, at which rate, by which update; the first at the top."""
    colours = colours_of(racers)
    ranked = sorted(racers, key=lambda name: _place(racers[name]))
    rows = "\n".join(
        f"| <span style='color: {colours[name]}'>⬤</span> {OPTIMIZERS[name].label} "
        f"| {_outcome(racers[name])} | {format_number(racers[name].losses[-1], 3)} "
        f"| {format_number(racers[name].learning_rate)} | ${_formula(name)}$ |"
        for name in ranked
    )
    return (
        f"| | stays ≤ {format_number(settings.target)} from | last loss | η "
        "| update, with the gradient g |\n"
        f"|---|---|---|---|---|\n{rows}"
    )


def _place(racer: Racer) -> float:
    """Steps until it had arrived, which may be 0; infinite where it never did."""
    return math.inf if racer.arrived_after is None else racer.arrived_after


def _formula(name: str) -> str:
    """LaTeX of an update that the columns of a table leave alone."""
    return OPTIMIZERS[name].formula.replace("|", r"\vert ")


def _outcome(racer: Racer) -> str:
    if racer.diverged_after is not None:
        return f"diverged after step {racer.diverged_after}"
    return "–" if racer.arrived_after is None else f"**step {racer.arrived_after}**"


def who_diverged(racers: dict[str, Racer]) -> str:
    """Say who left the picture for good; "" where nobody did."""
    lost = [OPTIMIZERS[n].label for n, racer in racers.items() if racer.diverged_after is not None]
    if not lost:
        return ""
    return (
        f"Diverged: {', '.join(lost)}. A step at this learning rate is longer than the surface "
        "bears, and each one makes the next longer; the path leaves the picture."
    )
