"""Losses and their gradients over the logit."""

import numpy as np
import streamlit as st
import torch

from core.mechanics.loss_curves import LOGIT_LOSSES, LossCurve, loss_curve
from pages.losses.code import code_of_losses
from pages.losses.losses_figure import draw_loss_curves
from pages.losses.settings import LossesSettings, dtype_of
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import format_number, markdown_table
from web.session.page_head import show_code
from web.settings import controls

POINTS = 401
"""Number of logits in a curve."""


def show_functions(settings: LossesSettings, style: Style) -> None:
    """Draw every loss and its gradient over the logit, and their numbers at one logit."""
    label, dtype = int(settings.label), dtype_of(settings)
    reach = max(settings.reach, abs(settings.z))
    logits = np.linspace(-reach, reach, POINTS)
    curves = {name: loss_curve(name, logits, label, dtype) for name in LOGIT_LOSSES}
    here = {name: loss_curve(name, np.array([settings.z]), label, dtype) for name in LOGIT_LOSSES}
    one, two, three, four = st.columns([1, 1, 2, 2], gap="medium")
    with one:
        controls.menu(LossesSettings, "label")
    with two:
        controls.menu(LossesSettings, "precision")
    with three:
        controls.slider(LossesSettings, "z", step=0.1)
    with four:
        controls.slider(LossesSettings, "reach", step=1)
    _warn_of_saturation(here, settings)
    for column, quantity in zip(st.columns(2), ("loss", "gradient"), strict=True):
        with column:
            chart(
                f"{quantity}_of_logit",
                draw_loss_curves(curves, logits, here, settings.z, quantity, style),
                {"loss": "Loss", "gradient": "Gradient"}[quantity],
                describe=f"{quantity} of every loss over the logit, for label {label}",
                height=260,
            )
    st.markdown(_table(here, settings.z))
    show_code(code_of_losses(label, settings.z, dtype))


def _table(here: dict[str, LossCurve], logit: float) -> str:
    """Markdown: formula, loss, gradient by autograd and by its own formula, for every loss."""
    numbers = ("loss", "dL/dz by autograd", "dL/dz by formula")
    return markdown_table(
        [f"at z = {format_number(logit, 6)}", "L", *numbers, "formula"],
        [
            (
                LOGIT_LOSSES[name].label,
                f"${LOGIT_LOSSES[name].formula}$",
                format_number(at.loss[0], 6),
                format_number(at.gradient[0], 6),
                format_number(at.formula[0], 6),
                f"${LOGIT_LOSSES[name].slope_formula}$",
            )
            for name, at in here.items()
        ],
    )


def _warn_of_saturation(here: dict[str, LossCurve], settings: LossesSettings) -> None:
    """Warn where rounding of the probability makes the gradient of the cross-entropy wrong."""
    at = here["bce_on_probability"]
    if abs(at.gradient[0] - at.formula[0]) > 0.01:
        p = torch.sigmoid(torch.tensor(settings.z, dtype=dtype_of(settings))).item()
        st.warning(
            "Compute the cross-entropy from the logit, not from the probability: in "
            f"{settings.precision} σ({format_number(settings.z, 6)}) is {format_number(p, 9)}, so "
            f"the gradient of the latter is {format_number(at.gradient[0], 3)} where the formula "
            f"says {format_number(at.formula[0], 3)}."
        )
