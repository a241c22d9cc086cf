"""The four figures, each with a button of its own."""

from collections.abc import Mapping

import streamlit as st

from core.history import SCORES
from core.laboratory.book import BATCH_SIZE, EPOCHS, FIGURES, BookFigure, Course
from pages.book.book_figure import draw_course
from pages.book.settings import WORK, BookSettings, network_of, show_program
from web.charts.chart import chart
from web.charts.style import Style
from web.jobs.jobs import is_under_way, start, work

TASKS = {number: BookFigure(number) for number in FIGURES}


def show_figures(settings: BookSettings, style: Style) -> None:
    """Draw the section."""

    def draw(found: Mapping[BookFigure, Course]) -> None:
        numbers = list(FIGURES)
        abreast = 1 if style.projector else 2  # on a projector type is large
        for first in range(0, len(numbers), abreast):
            row = numbers[first : first + abreast]
            for column, number in zip(st.columns(abreast, gap="medium"), row, strict=True):
                with column:
                    _show_card(number, found.get(TASKS[number]), style)

    work(WORK, list(TASKS.values()), "Train all four", draw)
    st.caption(
        "Compare with Raschka, Liu and Mirjalili (2022), ch. 13: 100 points to train on and 100 to "
        f"validate, batches of {BATCH_SIZE}, SGD, {EPOCHS} epochs, random numbers drawn in the "
        "book's order. Scores are written training / validation. Training scores are means over "
        "the batches of an epoch, validation scores are computed after it. The reference is the "
        "same sequence in plain PyTorch 2.13 on a CPU; its last scores match the book's curves of "
        "13.3, 13.4 and 13.6."
    )
    show_program(settings)


def _show_card(number: str, course: Course | None, style: Style) -> None:
    figure = FIGURES[number]
    finished = course is not None and len(course) == EPOCHS
    chart(
        f"figure_{number}",
        draw_course(course, figure.ends, style),
        f"{number} · {network_of(figure)}",
        describe="loss and accuracy over the epochs, and the decision boundary over the plane",
        height=230 if style.projector else 165,
        play="epoch" if finished else None,
        last=EPOCHS if finished else 0,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if not finished:
            st.button(
                "Train",
                key=f"train_{number}",
                help=f"Train figure {number} alone.",
                on_click=start,
                args=(WORK, [TASKS[number]]),
                disabled=is_under_way(WORK),
            )
        st.markdown(describe_scores(number, course), width="stretch")


def describe_scores(number: str, course: Course | None) -> str:
    """The scores of the last epoch so far, and those of the reference."""
    reference = _format_scores(FIGURES[number].ends)
    if course is None:
        return f"The reference ends at {reference}."
    found = _format_scores(tuple(course.last()[name] for name in SCORES))
    if len(course) < EPOCHS:
        return f"Epoch {len(course)} of {EPOCHS}: {found}."
    if found == reference:
        return f"Epoch {EPOCHS}: **{found}**, the same as the reference."
    return f"Epoch {EPOCHS}: **{found}**; the reference: {reference}."


def _format_scores(scores: tuple[float, ...]) -> str:
    """The SCORES as text: loss and accuracy, each training / validation."""
    train_loss, loss, train_accuracy, accuracy = scores
    return f"loss {train_loss:.4f} / {loss:.4f}, accuracy {train_accuracy:.2f} / {accuracy:.2f}"
