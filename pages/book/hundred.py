"""A hundred seeds of the book's network, and where its two runs stand among them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from core.laboratory.book import EPOCHS, Course
from core.laboratory.book_seeds import MEMBERS, BookSeeds, Seeds
from core.success import SOLVED_ACCURACY
from core.tasks import Task
from pages.book.code import code_of_seed
from pages.book.seeds import TWINS
from pages.book.seeds_figure import draw_ranks, draw_wall
from pages.book.settings import WORK, BookSettings
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import format_number
from web.jobs.jobs import work
from web.session.page_head import columns, show_code
from web.settings import controls
from web.settings.url import playground_url


def show_hundred(settings: BookSettings, style: Style) -> None:
    """Draw the section."""
    task = BookSeeds(settings.first_seed, settings.order)

    def draw(found: Mapping[Task, Any]) -> None:
        seeds: Seeds | None = found.get(task)
        runs = {number: found[twin] for number, twin in TWINS.items() if twin in found}
        finished = {number: run for number, run in runs.items() if len(run) == EPOCHS}
        st.markdown(said(seeds, finished))
        if seeds is not None:
            _show_pictures(seeds, finished, style)

    left, right = columns()
    with left:
        _choose(task)
    with right:
        label = f"Train {MEMBERS} seeds, {' and '.join(TWINS)}"
        work(WORK, [task, *TWINS.values()], label, draw)
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


def _choose(task: BookSeeds) -> None:
    controls.number_box(BookSettings, "first_seed")
    controls.number_box(BookSettings, "order")
    st.markdown(f"[Open this ensemble on the playground]({playground_url(task.config)})")
    st.caption(
        "2–4–4–1 ReLU as in figures 13.4 and 13.5, with the same rate, batches and epochs. The "
        "seeds differ in their first weights and see the points in one order; each of the book's "
        "two runs has an order of its own. Another seed of the order tells how much that matters."
    )


def said(seeds: Seeds | None, runs: Mapping[str, Course]) -> str:
    """Where the seeds are, and where the runs stand among them."""
    if seeds is None:
        return (
            f"Was 13.4 unlucky, or 13.5 lucky? {MEMBERS} networks, trained at once, cost about as "
            "much as two by themselves."
        )
    low, median, high = (format_number(loss, 3) for loss in np.quantile(seeds.losses, [0, 0.5, 1]))
    losses = f"Validation losses from {low} to {high}, median **{median}**"
    solved = f"**{seeds.solved} of {MEMBERS}** have at least {SOLVED_ACCURACY:.0%} right"
    if seeds.epochs < EPOCHS:
        return f"Epoch {int(seeds.epochs)} of {EPOCHS}. {losses}; {solved}."
    least, most = seeds.interval
    sure = f"of all seeds, with 95% confidence, {least:.0%} to {most:.0%}"
    return f"{losses}; {solved} ({sure}). {_ranks(seeds, runs)}"


def _ranks(seeds: Seeds, runs: Mapping[str, Course]) -> str:
    """How many seeds each run beats."""
    beaten = {
        number: MEMBERS - seeds.better(run.last()["validation_loss"])
        for number, run in runs.items()
    }
    return " ".join(
        f"**Figure {number} is better than {count} of {MEMBERS}.**"
        for number, count in beaten.items()
    )
