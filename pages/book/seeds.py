"""Two runs of one network, which differ in their random numbers."""

from collections.abc import Mapping

import streamlit as st

from core.laboratory.book import EPOCHS, BookFigure, Course
from pages.book.book_figure import draw_two_boundaries, draw_two_courses
from pages.book.settings import WORK, BookSettings, show_program
from web.charts.chart import chart
from web.charts.style import Style
from web.jobs.jobs import work

TWINS = {number: BookFigure(number) for number in ("13.4", "13.5")}


def show_seeds(settings: BookSettings, style: Style) -> None:
    """Draw the section."""

    def draw(found: Mapping[BookFigure, Course]) -> None:
        courses = {number: found[task] for number, task in TWINS.items() if task in found}
        st.markdown(_said(courses))
        if courses:
            _show_pictures(courses, style)

    work(WORK, list(TWINS.values()), "Train both", draw)
    st.caption(
        "13.5 writes the network of 13.4 as a subclass of nn.Module and goes on with the random "
        "stream where 13.4 left it: its first weights, and the order of its points, are other "
        "numbers. Nothing else differs."
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


def _said(courses: Mapping[str, Course]) -> str:
    """What the two runs came to, or that they are still to be trained."""
    begin = "Same points, same 2–4–4–1 network, same learning rate, same epochs."
    if len(courses) < len(TWINS) or any(len(course) < EPOCHS for course in courses.values()):
        return f"{begin} Train both, and see how far apart they end."
    first, second = (course.last() for course in courses.values())
    loss, accuracy = "validation_loss", "validation_accuracy"
    return (
        f"{begin} Validation loss **{first[loss]:.4f}** against **{second[loss]:.4f}**, accuracy "
        f"**{first[accuracy]:.2f}** against **{second[accuracy]:.2f}**: one run says little about "
        "a network."
    )
