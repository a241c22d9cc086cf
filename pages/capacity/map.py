"""The map of depth and width, and the boundaries of one network on it."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.laboratory.capacity import MEASURES, Cell, Outcome
from core.laboratory.capacity_pairs import smallest_that_solve
from core.success import SOLVED_ACCURACY, is_solved
from pages.capacity.capacity_figure import draw_map
from pages.capacity.descriptions import describe_network, describe_outcome, describe_size
from pages.capacity.settings import JOB, CapacitySettings, Plan
from web.charts.chart import chart
from web.charts.style import Figure, Style
from web.charts.text import format_percent, pluralize
from web.charts.tiles import draw_tiles
from web.jobs.jobs import is_under_way, start, work
from web.settings import url
from web.settings.url import playground_url


def show_map(plan: Plan, settings: CapacitySettings, style: Style) -> None:
    """Draw the section."""

    def draw(found: Mapping[Cell, Outcome]) -> None:
        st.markdown(_describe_map(found, settings, len(plan.networks)))
        sentences = {
            cell: "<br>".join(describe_outcome(cell, outcome)) for cell, outcome in found.items()
        }
        chart(
            "capacity_map",
            draw_map(found, settings.measure, sentences, plan.shown, style),
            f"{MEASURES[settings.measure].label.capitalize()}, in percent",
            describe="a cell for every depth and width; a click shows its boundaries",
            height=240 if settings.projector else 175,
            on_click=_show_cell,
        )
        _show_boundaries(plan.shown, found, settings, style)

    work(JOB, plan.networks, "Train all networks", draw)


def _show_cell(x: float, y: float) -> None:
    """Show the network of the cell that was clicked on. For callbacks.

    The network without hidden layers fills its row: a click on it keeps the width.
    """
    depth, width = CapacitySettings.allowed("depth"), CapacitySettings.allowed("width")
    if round(y) in depth and round(x) in width:
        url.set_setting("depth", round(y))
        if round(y):
            url.set_setting("width", round(x))


def _describe_map(found: Mapping[Cell, Outcome], settings: CapacitySettings, networks: int) -> str:
    """What the map shows so far, or what to do where nothing is trained yet."""
    if not found:
        return (
            f"Press the button to train all {networks} networks for {settings.steps:,} steps, "
            f"{pluralize(settings.seeds, 'seed')} each, or click a cell and train it alone."
        )
    sentences = [_describe_smallest(found, networks)]
    if diverged := sum(outcome.has_diverged for outcome in found.values()):
        sentences.append(
            f"Try a learning rate below {settings.learning_rate:g}: "
            f"**{pluralize(diverged, 'network')} diverged**, at least half of the seeds ended "
            "with a higher loss than they started with."
        )
    if settings.activation == "identity":
        sentences.append("With the identity every network draws a straight line, however deep.")
    return " ".join(sentences)


def _describe_smallest(found: Mapping[Cell, Outcome], networks: int) -> str:
    """The smallest network that has solved the problem from half of its seeds."""
    which = "all networks" if len(found) == networks else f"{len(found)} trained so far"
    solving = smallest_that_solve(found).values()
    if not solving:
        return f"Of {which}, none solves the problem from half of its seeds."
    smallest = min(solving, key=lambda cell: cell.n_parameters)
    return (
        f"Of {which}, the smallest that solves the problem ({SOLVED_ACCURACY:.0%} right) from half "
        f"of its seeds has **{describe_network(smallest)}**, {smallest.n_parameters} parameters."
    )


def _show_boundaries(
    shown: Cell, found: Mapping[Cell, Outcome], settings: CapacitySettings, style: Style
) -> None:
    """The boundaries of all seeds of one network, or a button that trains it."""
    link = f"[Open on the playground]({playground_url(shown.config)})"
    outcome = found.get(shown)
    if outcome is None:
        st.markdown(f"**{describe_size(shown)}** · {link}")
        if is_under_way(JOB):
            st.caption("This network is not trained yet.")
        else:
            st.button(
                "Train this one alone", key="train_shown", on_click=start, args=(JOB, [shown])
            )
        return
    size, *numbers = describe_outcome(shown, outcome)
    straight = "" if shown.depth else "a straight line, whatever the width · "
    st.markdown(f"**{size}**: {straight}{' · '.join(numbers)} · {link}")
    chart(
        "boundaries",
        _draw_boundaries(outcome, settings.seed, style),
        "Boundary of every seed",
        describe=f"P(class 1) over the plane of {outcome.members} seeds, best first",
        height=300 if settings.projector else 230,
    )


def _draw_boundaries(outcome: Outcome, seed: int, style: Style) -> Figure:
    """The tiles of all seeds, the best first, with seed and accuracy."""
    order = np.argsort(-np.nan_to_num(outcome.accuracies), kind="stable")
    accuracies = outcome.accuracies[order]
    names = [
        f"{seed + member} · {'diverged' if np.isnan(accuracy) else format_percent(accuracy)}"
        for member, accuracy in zip(order, accuracies, strict=True)
    ]
    solved = is_solved(np.nan_to_num(accuracies))
    return draw_tiles(outcome.tiles[order] / 255, names, solved, style, aspect=4)
