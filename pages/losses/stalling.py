"""Gradient descent on a logit that is sure and wrong."""

import streamlit as st
import torch

from core.mechanics.loss_curves import LOGIT_LOSSES
from core.mechanics.stalling import Escape, escapes
from pages.losses.code import code_of_escape
from pages.losses.losses_figure import draw_escapes
from pages.losses.settings import LossesSettings, dtype_of
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import format_number, typeset
from web.session.page_head import columns, show_code
from web.settings import controls


def show_stalling(settings: LossesSettings, style: Style) -> None:
    """Gradient descent on the logit from a sure mistake, and after how many steps it is right."""
    label = int(settings.label)
    start = -settings.wrong_by if label and settings.wrong_by else settings.wrong_by
    found = _escapes(label, start, settings.rate, settings.steps, settings.precision)
    left, right = columns()
    with left:
        controls.slider(LossesSettings, "wrong_by", step=0.5)
        controls.scale(LossesSettings, "rate", [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0])
        controls.slider(LossesSettings, "steps")
        one, other = st.columns(2)
        with one:
            controls.menu(LossesSettings, "label")
        with other:
            controls.menu(LossesSettings, "precision")
    with right:
        st.markdown(_stalling_in_words(found, settings, start))
        for column, quantity in zip(st.columns(2), ("probabilities", "losses"), strict=True):
            with column:
                chart(
                    quantity,
                    draw_escapes(found, quantity, style),
                    {"losses": "Loss", "probabilities": "P(true class)"}[quantity],
                    describe=f"{quantity} of every loss over the steps of gradient descent",
                    height=260,
                )
        st.markdown(_escape_table(found, settings))
    show_code(code_of_escape(label, start, settings.rate, settings.steps, dtype_of(settings)))


def _stalling_in_words(found: dict[str, Escape], settings: LossesSettings, start: float) -> str:
    bce, mse = (abs(found[name].first_gradient) for name in ("bce", "mse"))
    weaker = f"{format_number(bce / mse, 3)} times weaker" if mse else "not at all"
    return (
        f"At z₀ = {format_number(start, 6)} with y = {settings.label}: BCE pulls with "
        rf"$|\sigma - y|$ = **{format_number(bce, 3)}**, "
        rf"MSE with $2\,|\sigma - y|\,\sigma(1 - \sigma)$ = **{format_number(mse, 3)}**, {weaker}, "
        r"though it is as wrong: the factor $\sigma(1 - \sigma)$, the slope of the sigmoid, "
        "is nearly 0 where the network is sure."
    )


def _escape_table(found: dict[str, Escape], settings: LossesSettings) -> str:
    """Markdown: what each loss pulls with at first, when it is right, when it should be."""

    def row(name: str, escape: Escape) -> str:
        expected = LOGIT_LOSSES[name].crossing_time(settings.wrong_by) / settings.rate
        return (
            f"| {LOGIT_LOSSES[name].label} | {format_number(escape.first_gradient)} "
            f"| {_when(escape, settings)} | {typeset(f'{expected:,.4g}')} |"
        )

    rows = "\n".join(row(name, escape) for name, escape in found.items())
    return "| | first dL/dz | right after | continuous time says |\n|---|---|---|---|\n" + rows


def _when(escape: Escape, settings: LossesSettings) -> str:
    if escape.right_after is not None:
        return f"**{escape.right_after:,}** steps"
    if not escape.first_gradient:
        return "never: the gradient is 0"
    return f"not within {settings.steps:,} steps"


@st.cache_data(max_entries=32, show_spinner=False)
def _escapes(
    label: int, start: float, rate: float, steps: int, precision: str
) -> dict[str, Escape]:
    dtype = getattr(torch, precision)
    return escapes(tuple(LOGIT_LOSSES), label, start, rate, steps, dtype)
