"""Gradient descent on a logit that starts far on the wrong side."""

import streamlit as st
import torch

from core.mechanics.loss_curves import LOGIT_LOSSES
from core.mechanics.stalling import Escape, escapes
from pages.losses.code import code_of_escape
from pages.losses.losses_figure import draw_escapes
from pages.losses.settings import LossesSettings, dtype_of
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import format_number, markdown_table, pluralize, typeset
from web.session.page_head import columns, show_code
from web.settings import controls


def show_stalling(settings: LossesSettings, style: Style) -> None:
    """Draw gradient descent on the logit, and the number of steps until it is right."""
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
        st.markdown(_describe_gradients(found, settings, start))
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


def _describe_gradients(found: dict[str, Escape], settings: LossesSettings, start: float) -> str:
    """The gradients of BCE and of MSE at the start, and why they differ."""
    bce, mse = (abs(found[name].first_gradient) for name in ("bce", "mse"))
    smaller = f", {format_number(bce / mse, 3)} times smaller" if mse else ""
    return (
        f"At z₀ = {format_number(start, 6)} with y = {settings.label} the gradient of BCE is "
        rf"$|\sigma - y|$ = **{format_number(bce, 3)}**. That of MSE is "
        rf"$2\,|\sigma - y|\,\sigma(1 - \sigma)$ = **{format_number(mse, 3)}**{smaller}, although "
        r"both are equally wrong: the factor $\sigma(1 - \sigma)$ is the slope of the sigmoid, "
        "nearly 0 where the network is sure."
    )


def _escape_table(found: dict[str, Escape], settings: LossesSettings) -> str:
    """Markdown: the first gradient of each loss, and its steps until the logit is right."""

    def row(name: str, escape: Escape) -> list[str]:
        expected = LOGIT_LOSSES[name].crossing_time(settings.wrong_by) / settings.rate
        first, by_flow = format_number(escape.first_gradient), typeset(f"{expected:,.4g}")
        return [LOGIT_LOSSES[name].label, first, _steps_until_right(escape, settings), by_flow]

    return markdown_table(
        ["", "first dL/dz", "right after", "right after, by gradient flow"],
        [row(name, escape) for name, escape in found.items()],
    )


def _steps_until_right(escape: Escape, settings: LossesSettings) -> str:
    if escape.right_after is not None:
        return f"**{escape.right_after:,}** steps"
    if not escape.first_gradient:
        return "never: the gradient is 0"
    return f"not within {pluralize(settings.steps, 'step')}"


@st.cache_data(max_entries=32, show_spinner=False)
def _escapes(
    label: int, start: float, rate: float, steps: int, precision: str
) -> dict[str, Escape]:
    dtype = getattr(torch, precision)
    return escapes(tuple(LOGIT_LOSSES), label, start, rate, steps, dtype)
