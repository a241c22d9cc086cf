"""Deep and narrow against shallow and wide, at about as many parameters."""

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from core.laboratory.capacity import MEASURES, Cell, Outcome
from core.laboratory.capacity_pairs import (
    DEEP_WINS,
    NEAR,
    OPEN,
    SHALLOW_WINS,
    Pair,
    pairs,
    smallest_that_solve,
    tally,
    winner,
)
from pages.capacity.parameters_figure import draw_parameters
from pages.capacity.settings import JOB, CapacitySettings, shown_of, tasks_of
from pages.capacity.words import named, solved_by, written
from web.charts.chart import chart
from web.charts.style import Style
from web.jobs.jobs import work

VERDICTS = {
    DEEP_WINS: "**deep**",
    SHALLOW_WINS: "**wide**",
    OPEN: "open",
}


def show_parameters(settings: CapacitySettings, style: Style) -> None:
    """Draw the section."""
    tasks = tasks_of(settings)
    compared = pairs(tasks)

    def draw(found: Mapping[Cell, Outcome]) -> None:
        st.markdown(_in_words(tally(compared, found), len(compared), found))
        chart(
            "over_parameters",
            draw_parameters(found, settings.measure, shown_of(settings), style),
            MEASURES[settings.measure].label.capitalize(),
            describe="the measure over the number of parameters, a line for every depth",
            height=360 if settings.projector else 300,
        )
        st.markdown(_table(compared, found))

    work(JOB, tasks, "Train all networks", draw)


def _in_words(wins: Counter[str], compared: int, found: Mapping[Cell, Outcome]) -> str:
    """The rule, whether what was measured agrees, and what each depth needs."""
    rule = (
        "A rule of thumb says: deeper rather than wider needs fewer parameters for the same "
        "capacity."
    )
    if not wins:
        return f"{rule} Train the networks to see whether it holds here."
    known = "" if wins.total() == compared else f", of {compared}"
    return (
        f"{rule} **{_verdict(wins)}** Of {wins.total()} pairs of about equal size{known}, deep "
        f"and narrow wins {wins[DEEP_WINS]}, shallow and wide {wins[SHALLOW_WINS]}, and in "
        f"{wins[OPEN]} the 95% intervals overlap. {_needed(found)}"
    )


def _verdict(wins: Counter[str]) -> str:
    deep, wide = wins[DEEP_WINS], wins[SHALLOW_WINS]
    if not deep and not wide:
        return "What was measured here cannot tell."
    if not wide:
        return "What was measured here agrees."
    return "What was measured here disagrees." if not deep else "Here it holds only for some sizes."


def _needed(found: Mapping[Cell, Outcome]) -> str:
    """The fewest parameters of every depth that half of the seeds solve the problem with."""
    smallest = smallest_that_solve(found)
    if not smallest:
        return "No network has solved the problem from half of its seeds."
    needed = "; ".join(f"{named(cell)} ({cell.n_parameters})" for cell in smallest.values())
    return f"The fewest parameters with which half of the seeds solve it: {needed}."


def _table(compared: list[Pair], found: Mapping[Cell, Outcome]) -> str:
    """Markdown: the two sides of every pair, from how many seeds each solves it, and who wins."""
    rows = "\n".join(
        f"| {_side(pair.deep, found)} | {_side(pair.shallow, found)} | {_winner(pair, found)} |"
        for pair in compared
    )
    return (
        "| deep and narrow | parameters | solved by | shallow and wide | parameters | solved by "
        f"| better |\n|---|---|---|---|---|---|---|\n{rows}\n\n"
        f"Each deep network beside the one hidden layer that is nearest in size, up to {NEAR:.0%} "
        "apart. Behind the seeds stands the 95% interval of the share: where two overlap, who is "
        "better is open. Counted is what training finds, not what a network could represent."
    )


def _side(cell: Cell, found: Mapping[Cell, Outcome]) -> str:
    solved = solved_by(found[cell]) if cell in found else "not trained yet"
    return f"{written(cell)} | {cell.n_parameters} | {solved}"


def _winner(pair: Pair, found: Mapping[Cell, Outcome]) -> str:
    if pair.shallow not in found or pair.deep not in found:
        return "–"
    verdict = winner(pair, found)
    ahead = abs(found[pair.deep].solved - found[pair.shallow].solved)
    return VERDICTS[verdict] + ("" if verdict == OPEN else f", by {ahead} seeds")
