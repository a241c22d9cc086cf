"""The map of depth and width, and the boundaries of one network on it."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.laboratory.capacity import MEASURES, Cell, Outcome
from core.laboratory.capacity_pairs import smallest_that_solve
from core.success import SOLVED_ACCURACY, is_solved
from pages.capacity.capacity_figure import draw_map
from pages.capacity.settings import JOB, CapacitySettings, shown_of, tasks_of
from pages.capacity.words import named, percent, said, sized
from web.charts.chart import chart
from web.charts.style import Figure, Style
from web.charts.tiles import draw_tiles
from web.jobs.jobs import is_under_way, start, work
from web.settings import url
from web.settings.url import playground_url


def show_map(settings: CapacitySettings, style: Style) -> None:
    """Draw the section."""
    tasks, shown = tasks_of(settings), shown_of(settings)

    def draw(found: Mapping[Cell, Outcome]) -> None:
        st.markdown(_in_words(found, settings, len(tasks)))
        sentences = {cell: "<br>".join(said(cell, outcome)) for cell, outcome in found.items()}
        chart(
            "capacity_map",
            draw_map(found, settings.measure, sentences, shown, style),
            f"{MEASURES[settings.measure].label.capitalize()}, in percent",
            describe="a cell for every depth and width; a click shows its boundaries",
            height=240 if settings.projector else 175,
            on_click=_show,
        )
        _show_boundaries(shown, found, settings, style)

    work(JOB, tasks, "Train all networks", draw)


def _show(x: float, y: float) -> None:
    """Show the network of the cell that was clicked on; its row decides where there is no layer."""
    depth, width = CapacitySettings.allowed("depth"), CapacitySettings.allowed("width")
    if round(y) in depth and round(x) in width:
        url.set_setting("depth", round(y))
        if round(y):
            url.set_setting("width", round(x))


def _in_words(found: Mapping[Cell, Outcome], settings: CapacitySettings, all_of_them: int) -> str:
    """What the map tells, as far as it is known."""
    if not found:
        return (
            f"{all_of_them} networks, {settings.seeds} seeds each, wait to be trained for "
            f"{settings.steps:,} steps. Press the button, or show one network and train it alone."
        )
    sentences = [_smallest(found, all_of_them)]
    if diverged := sum(outcome.has_diverged for outcome in found.values()):
        verb = "network" if diverged == 1 else "networks"
        sentences.append(
            f"**{diverged} {verb} diverged**: at least half of the seeds ended worse than they "
            f"began. Try a smaller learning rate than {settings.learning_rate:g}."
        )
    if settings.activation == "identity":
        sentences.append("With the identity every network draws a straight line, however deep.")
    return " ".join(sentences)


def _smallest(found: Mapping[Cell, Outcome], all_of_them: int) -> str:
    """The smallest network that solves the problem, and what can be had without hidden layers."""
    which = "all networks" if len(found) == all_of_them else f"{len(found)} trained so far"
    solving = smallest_that_solve(found).values()
    if not solving:
        return f"Of {which} none solves the problem from half of its seeds."
    smallest = min(solving, key=lambda cell: cell.n_parameters)
    return (
        f"Of {which} the smallest that solves the problem ({SOLVED_ACCURACY:.0%} right) from "
        f"half of its seeds: **{named(smallest)}**, {smallest.n_parameters} parameters."
    )


def _show_boundaries(
    shown: Cell, found: Mapping[Cell, Outcome], settings: CapacitySettings, style: Style
) -> None:
    """The boundaries of all seeds of one network, or what it takes to have them."""
    link = f"[Open on the playground]({playground_url(shown.config)})"
    outcome = found.get(shown)
    if outcome is None:
        st.markdown(f"**{sized(shown)}** · {link}")
        if is_under_way(JOB):
            st.caption("It has not had its turn yet.")
        else:
            st.button(
                "Train this one alone", key="train_shown", on_click=start, args=(JOB, [shown])
            )
        return
    size, *numbers = said(shown, outcome)
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
        f"{seed + member} · {'diverged' if np.isnan(accuracy) else percent(accuracy)}"
        for member, accuracy in zip(order, accuracies, strict=True)
    ]
    solved = is_solved(np.nan_to_num(accuracies))
    return draw_tiles(outcome.tiles[order] / 255, names, solved, style, aspect=4)
