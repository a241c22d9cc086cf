"""A hundred seeds of the book's network, and the ranks of its two runs among them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from core.laboratory.book import EPOCHS, Course
from core.laboratory.book_seeds import MEMBERS, BookSeeds, Seeds
from core.success import SOLVED_ACCURACY
from core.tasks import Task
from pages.book.code import code_of_seed
from pages.book.seeds_figure import draw_ranks, draw_wall
from pages.book.settings import WORK, BookSettings
from pages.book.two_runs import RUNS
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import format_interval, format_number, join_words
from web.jobs.jobs import work
from web.session.page_head import columns, show_code
from web.settings import controls
from web.settings.url import playground_url


def show_hundred_seeds(settings: BookSettings, style: Style) -> None:
    """Draw the section."""
    task = BookSeeds(settings.first_seed, settings.order)

    def draw(found: Mapping[Task, Any]) -> None:
        seeds: Seeds | None = found.get(task)
        runs = {number: found[run] for number, run in RUNS.items() if run in found}
        finished = {number: run for number, run in runs.items() if len(run) == EPOCHS}
        st.markdown(describe_seeds(seeds, finished))
        if seeds is not None:
            _show_pictures(seeds, finished, style)

    left, right = columns()
    with left:
        _show_controls(task)
    with right:
        label = f"Train {MEMBERS} seeds and figures {join_words(RUNS)}"
        work(WORK, [task, *RUNS.values()], label, draw)
    show_code(code_of_seed(settings.first_seed, settings.order), "The PyTorch of the first seed")


def _show_pictures(seeds: Seeds, runs: Mapping[str, Course], style: Style) -> None:
    chart(
        "ranks",
        draw_ranks(seeds, runs, style),
        "Validation, from the best seed to the worst",
        describe="loss and accuracy of every seed, with the two runs of the book among them",
        height=330 if style.projector else 260,
    )
    chart(
        "wall",
        draw_wall(seeds, style),
        "Boundary of every seed, from the lowest loss to the highest",
        describe=f"P(class 1) over the plane of {MEMBERS} seeds",
        height=640 if style.projector else 480,
    )


def _show_controls(task: BookSeeds) -> None:
    controls.number_box(BookSettings, "first_seed")
    controls.number_box(BookSettings, "order")
    st.markdown(f"[Open this ensemble on the playground]({playground_url(task.config)})")
    st.caption(
        "Change the seed of the order to see how much the order of the points matters. All "
        "networks are 2–4–4–1 ReLU with the learning rate, batches and epochs of figures 13.4 and "
        "13.5. They differ in their initial weights and see the points in the same order; each of "
        "the book's two runs has its own order."
    )


def describe_seeds(seeds: Seeds | None, runs: Mapping[str, Course]) -> str:
    """The losses of the seeds, how many have solved the problem, and the ranks of the runs."""
    if seeds is None:
        return (
            f"Was 13.4 unlucky, or 13.5 lucky? Train {MEMBERS} seeds to find out: all at once they "
            "take about as long as two networks one after the other."
        )
    low, median, high = (format_number(loss, 3) for loss in np.quantile(seeds.losses, [0, 0.5, 1]))
    losses = f"Validation losses go from {low} to {high}, with a median of **{median}**."
    solved = f"**{seeds.solved} of {MEMBERS}** seeds get at least {SOLVED_ACCURACY:.0%} right"
    if seeds.epochs < EPOCHS:
        return f"Epoch {int(seeds.epochs)} of {EPOCHS}. {losses} {solved}."
    interval = f"95% interval for all seeds: {format_interval(*seeds.interval)}"
    return f"{losses} {solved} ({interval}). {_describe_ranks(seeds, runs)}"


def _describe_ranks(seeds: Seeds, runs: Mapping[str, Course]) -> str:
    """How many seeds have a higher validation loss than each run."""
    beaten = {
        number: MEMBERS - seeds.better(run.last()["validation_loss"])
        for number, run in runs.items()
    }
    return " ".join(
        f"**Figure {number} is better than {count} of {MEMBERS} seeds.**"
        for number, count in beaten.items()
    )
