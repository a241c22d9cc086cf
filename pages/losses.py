"""Losses: what each makes of a logit, how hard it pulls, and which one stalls."""

import numpy as np
import streamlit as st
import torch

from core.mechanics.loss_curves import LOGIT_LOSSES, LossCurve, loss_curve
from core.mechanics.stalling import Escape, escapes
from pages import controls, laboratory
from pages.chart import chart
from pages.figures.losses import draw_escapes, draw_loss_curves
from pages.panels.style import Style
from pages.settings import Settings, choice, number
from pages.snippets.losses import code_of_escape, code_of_losses

POINTS = 401  # logits that a curve is drawn from


class LossesSettings(Settings):
    """What the sections are set to; label and precision are the same in both."""

    section: str = choice(
        "functions",
        {"functions": "Losses and gradients", "stalling": "Why MSE after a sigmoid stalls"},
        title="section",
        description="Which part of the page is open.",
    )
    label: str = choice(
        "1", {"0": "0", "1": "1"}, title="label y", description="True class of the one point."
    )
    precision: str = choice(
        "float32",
        {"float32": "float32", "float64": "float64"},
        title="precision",
        description="Type of the numbers that are computed with; torch's default is float32.",
    )
    z: float = number(-4.0, low=-120, high=120, title="logit z", description="Marked point.")
    reach: float = number(
        8.0, low=2, high=120, title="drawn up to |z| =", description="Half the width of the charts."
    )
    wrong_by: float = number(
        6.0,
        low=0,
        high=40,
        title="start: wrong by |z₀|",
        description="How far on the wrong side of 0 the logit begins.",
    )
    rate: float = number(
        1.0, low=0.01, high=100, title="learning rate η", description="Scale of a step."
    )
    steps: int = number(
        400, low=1, high=2000, whole=True, title="steps", description="Steps that are taken."
    )


def _dtype(settings: LossesSettings) -> torch.dtype:
    return torch.float64 if settings.precision == "float64" else torch.float32


@st.cache_data(max_entries=32, show_spinner=False)
def _escapes(
    label: int, start: float, rate: float, steps: int, precision: str
) -> dict[str, Escape]:
    dtype = getattr(torch, precision)
    return escapes(tuple(LOGIT_LOSSES), label, start, rate, steps, dtype)


def show_functions(settings: LossesSettings, style: Style) -> None:
    """Every loss and its gradient over the logit, and their numbers at one logit."""
    label, dtype = int(settings.label), _dtype(settings)
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
    _say_what_is_saturated(here, settings)
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
    laboratory.show_code(code_of_losses(label, settings.z, dtype))


def _table(here: dict[str, LossCurve], logit: float) -> str:
    """Markdown: formula, loss, gradient by autograd and by its own formula, for every loss."""
    rows = "\n".join(
        f"| {LOGIT_LOSSES[name].label} | ${LOGIT_LOSSES[name].formula}$ | `{at.loss[0]:.6g}` "
        f"| `{at.gradient[0]:.6g}` | `{at.formula[0]:.6g}` | ${LOGIT_LOSSES[name].slope_formula}$ |"
        for name, at in here.items()
    )
    return (
        f"| at z = {logit:g} | L | loss | dL/dz by autograd | by the formula | which is |\n"
        f"|---|---|---|---|---|---|\n{rows}"
    )


def _say_what_is_saturated(here: dict[str, LossCurve], settings: LossesSettings) -> None:
    """Say where the rounded probability has killed the gradient of the cross-entropy."""
    at = here["bce_on_probability"]
    if abs(at.gradient[0] - at.formula[0]) > 0.01:
        p = torch.sigmoid(torch.tensor(settings.z, dtype=_dtype(settings))).item()
        st.warning(
            f"In {settings.precision} σ({settings.z:g}) is {p:.9g}: the cross-entropy of the "
            f"probability pulls with {at.gradient[0]:.3g} where the formula says "
            f"{at.formula[0]:.3g}. Computed on the logit nothing is lost."
        )


def show_stalling(settings: LossesSettings, style: Style) -> None:
    """Gradient descent on the logit from a sure mistake, and after how many steps it is right."""
    label = int(settings.label)
    start = settings.wrong_by * (1 - 2 * label)
    found = _escapes(label, start, settings.rate, settings.steps, settings.precision)
    left, right = st.columns([1, 3.2], gap="medium")
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
    laboratory.show_code(
        code_of_escape(label, start, settings.rate, settings.steps, _dtype(settings))
    )


def _stalling_in_words(found: dict[str, Escape], settings: LossesSettings, start: float) -> str:
    bce, mse = (abs(found[name].first_gradient) for name in ("bce", "mse"))
    weaker = f"{bce / mse:,.3g} times weaker" if mse else "not at all"
    return (
        f"At z₀ = {start:g} with y = {settings.label}: BCE pulls with "
        rf"$|\sigma - y|$ = **{bce:.3g}**, MSE with $2\,|\sigma - y|\,\sigma(1 - \sigma)$ = "
        f"**{mse:.3g}**, {weaker}, though it is as wrong: the factor $\\sigma(1 - \\sigma)$, the "
        "slope of the sigmoid, is nearly 0 where the network is sure."
    )


def _escape_table(found: dict[str, Escape], settings: LossesSettings) -> str:
    """Markdown: what each loss pulls with at first, when it is right, when it should be."""
    rows = "\n".join(
        f"| {LOGIT_LOSSES[name].label} | `{escape.first_gradient:.4g}` | {_when(escape, settings)} "
        f"| {LOGIT_LOSSES[name].crossing_time(settings.wrong_by) / settings.rate:,.4g} |"
        for name, escape in found.items()
    )
    return "| | first dL/dz | right after | continuous time says |\n|---|---|---|---|\n" + rows


def _when(escape: Escape, settings: LossesSettings) -> str:
    if escape.right_after is not None:
        return f"**{escape.right_after:,}** steps"
    if not escape.first_gradient:
        return "never: the gradient is 0"
    return f"not within {settings.steps:,} steps"


settings, style = laboratory.open_page(
    "Losses", "What a loss makes of the logit z, and how hard it pulls at it.", LossesSettings
)
controls.tabs(LossesSettings, "section")
{"functions": show_functions, "stalling": show_stalling}[settings.section](settings, style)
