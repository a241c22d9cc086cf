"""Two runs of one network that differ only in their random numbers."""

from collections.abc import Mapping

import streamlit as st

from core.laboratory.book import EPOCHS, BookFigure, Course
from pages.book.book_figure import draw_two_boundaries, draw_two_courses
from pages.book.settings import WORK, BookSettings, show_program
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import capitalize_first
from web.jobs.jobs import work

RUNS = {number: BookFigure(number) for number in ("13.4", "13.5")}
"""The two runs, by the number of their figure."""


def show_two_runs(settings: BookSettings, style: Style) -> None:
    """Draw the section."""

    def draw(found: Mapping[BookFigure, Course]) -> None:
        courses = {number: found[task] for number, task in RUNS.items() if task in found}
        st.markdown(_describe_runs(courses))
        if courses:
            _show_pictures(courses, style)

    work(WORK, list(RUNS.values()), "Train both", draw)
    st.caption(
        "Figure 13.5 writes the network of 13.4 as a subclass of nn.Module. Its random numbers "
        "continue where those of 13.4 ended, so its initial weights and the order of its points "
        "are different. Nothing else differs."
    )
    show_program(settings)


def _show_pictures(courses: Mapping[str, Course], style: Style) -> None:
    left, right = st.columns([1.5, 1], gap="medium")
    height = 340 if style.projector else 300
    with left:
        chart(
            "two_courses",
            draw_two_courses(courses, style),
            "The same network twice",
            describe="loss and accuracy of figures 13.4 and 13.5 over the epochs",
            height=height,
        )
    with right:
        chart(
            "two_boundaries",
            draw_two_boundaries(courses, style),
            "Decision boundaries",
            describe="P(class 1) over the plane, of figure 13.4 and of figure 13.5",
            height=height,
        )


def _describe_runs(courses: Mapping[str, Course]) -> str:
    """The last scores of both runs, or what to do where they are not trained."""
    same = "same points, same 2–4–4–1 network, same learning rate, same epochs."
    if len(courses) < len(RUNS) or any(len(course) < EPOCHS for course in courses.values()):
        return f"Train both and see how far apart they end: {same}"
    first, second = (course.last() for course in courses.values())
    loss, accuracy = "validation_loss", "validation_accuracy"
    return (
        f"{capitalize_first(same)} Validation loss **{first[loss]:.4f}** against "
        f"**{second[loss]:.4f}**, accuracy **{first[accuracy]:.2f}** against "
        f"**{second[accuracy]:.2f}**: one run says little about a network."
    )
