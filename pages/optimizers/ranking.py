"""When each optimizer arrived, in words and as a table."""

import math

from core.mechanics.race import Racer
from core.optimizers import OPTIMIZERS
from pages.optimizers.race_figure import colours_of
from pages.optimizers.settings import OptimizersSettings
from web.charts.text import format_number, join_words, markdown_table, pluralize


def describe_winner(racers: dict[str, Racer], settings: OptimizersSettings) -> str:
    """Which optimizers arrive first, and when; or that none does."""
    arrived = {name: r.arrived_after for name, r in racers.items() if r.arrived_after is not None}
    if not arrived:
        return (
            f"No optimizer stays at or below a loss of {format_number(settings.target)} within "
            f"{pluralize(settings.steps, 'step')}."
        )
    first = min(arrived.values())
    winners = [OPTIMIZERS[name].label for name, after in arrived.items() if after == first]
    verb = "arrives" if len(winners) == 1 else "arrive"
    return (
        f"**{join_words(winners)}** {verb} first: from step {first} on the loss stays at or below "
        f"{format_number(settings.target)}."
    )


def ranking(racers: dict[str, Racer], settings: OptimizersSettings) -> str:
    """Markdown: when each arrived, its learning rate and update; the first at the top."""
    colours = colours_of(racers)
    ranked = sorted(racers, key=lambda name: _place(racers[name]))
    arrives = f"stays ≤ {format_number(settings.target)} from"
    return markdown_table(
        ["", arrives, "last loss", "η", "update, with the gradient g"],
        [
            (
                f"<span style='color: {colours[name]}'>⬤</span> {OPTIMIZERS[name].label}",
                _arrival(racers[name]),
                format_number(racers[name].losses[-1], 3),
                format_number(racers[name].learning_rate),
                f"${_formula(name)}$",
            )
            for name in ranked
        ],
    )


def _place(racer: Racer) -> float:
    """Steps until a racer arrived, 0 or more; infinite where it never did."""
    return math.inf if racer.arrived_after is None else racer.arrived_after


def _formula(name: str) -> str:
    """LaTeX of an update, without the bars that would end a cell of a table."""
    return OPTIMIZERS[name].formula.replace("|", r"\vert ")


def _arrival(racer: Racer) -> str:
    if racer.diverged_after is not None:
        return f"diverged after step {racer.diverged_after}"
    return "–" if racer.arrived_after is None else f"**step {racer.arrived_after}**"


def describe_divergence(racers: dict[str, Racer]) -> str:
    """Which optimizers diverged, and what to do; "" where none did."""
    lost = [OPTIMIZERS[n].label for n, racer in racers.items() if racer.diverged_after is not None]
    if not lost:
        return ""
    return (
        f"Diverged: {join_words(lost)}. Try a smaller learning rate: at this one every step is "
        "longer than the last, and the path leaves the picture."
    )
