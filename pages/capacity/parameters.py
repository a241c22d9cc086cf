"""Deep and narrow networks against shallow and wide ones of about as many parameters."""

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
from pages.capacity.descriptions import describe_network, describe_solved, layer_sizes
from pages.capacity.parameters_figure import draw_parameters
from pages.capacity.settings import JOB, CapacitySettings, Plan
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import markdown_table, pluralize
from web.jobs.jobs import work

VERDICTS = {
    DEEP_WINS: "**deep**",
    SHALLOW_WINS: "**wide**",
    OPEN: "open",
}


def show_parameters(plan: Plan, settings: CapacitySettings, style: Style) -> None:
    """Draw the section."""
    compared = pairs(plan.networks)

    def draw(found: Mapping[Cell, Outcome]) -> None:
        st.markdown(_describe_comparison(tally(compared, found), len(compared), found))
        chart(
            "over_parameters",
            draw_parameters(found, settings.measure, plan.shown, style),
            MEASURES[settings.measure].label.capitalize(),
            describe="the measure over the number of parameters, a line for every depth",
            height=360 if settings.projector else 300,
        )
        st.markdown(_table(compared, found))
        st.caption(
            "Each deep network is compared with the network of one hidden layer that is nearest "
            f"in size, at most {NEAR:.0%} apart. In brackets is the 95% interval of the share of "
            "seeds: where two intervals overlap, the comparison is open. This counts what "
            "training finds, not what a network could represent."
        )

    work(JOB, plan.networks, "Train all networks", draw)


def _describe_comparison(wins: Counter[str], compared: int, found: Mapping[Cell, Outcome]) -> str:
    """The rule of thumb, whether the measurement agrees, and what each depth needs."""
    rule = "for the same capacity a deeper network needs fewer parameters than a wider one."
    if not wins:
        return f"Train the networks to test a rule of thumb: {rule}"
    known = "" if wins.total() == compared else f", of {compared}"
    return (
        f"The rule of thumb says: {rule} **{_verdict(wins)}** Of {wins.total()} pairs of about "
        f"equal size{known}, deep and narrow wins {wins[DEEP_WINS]}, shallow and wide "
        f"{wins[SHALLOW_WINS]}, and in {wins[OPEN]} the 95% intervals overlap. "
        f"{_describe_needed(found)}"
    )


def _verdict(wins: Counter[str]) -> str:
    deep, wide = wins[DEEP_WINS], wins[SHALLOW_WINS]
    if not deep and not wide:
        return "This measurement cannot tell."
    if not wide:
        return "This measurement agrees."
    return "This measurement disagrees." if not deep else "Here it holds only for some sizes."


def _describe_needed(found: Mapping[Cell, Outcome]) -> str:
    """For each depth the smallest network that solves the problem from half of its seeds."""
    smallest = smallest_that_solve(found)
    if not smallest:
        return "No network has solved the problem from half of its seeds."
    needed = "; ".join(
        f"{describe_network(cell)} ({cell.n_parameters})" for cell in smallest.values()
    )
    return f"The fewest parameters with which half of the seeds solve it: {needed}."


def _table(compared: list[Pair], found: Mapping[Cell, Outcome]) -> str:
    """Markdown: the two sides of every pair, how many seeds solve it, and which is better."""
    head = [*("deep and narrow", "parameters", "solved by"), *("shallow and wide", "parameters")]
    return markdown_table(
        [*head, "solved by", "better"],
        [
            [*_side(pair.deep, found), *_side(pair.shallow, found), _winner(pair, found)]
            for pair in compared
        ],
    )


def _side(cell: Cell, found: Mapping[Cell, Outcome]) -> list[str]:
    solved = describe_solved(found[cell]) if cell in found else "not trained yet"
    return [layer_sizes(cell), str(cell.n_parameters), solved]


def _winner(pair: Pair, found: Mapping[Cell, Outcome]) -> str:
    if pair.shallow not in found or pair.deep not in found:
        return "–"
    verdict = winner(pair, found)
    ahead = abs(found[pair.deep].solved - found[pair.shallow].solved)
    return VERDICTS[verdict] + ("" if verdict == OPEN else f", by {pluralize(ahead, 'seed')}")
