"""Gradient descent on the loss of one neuron, and the learning rate where it diverges."""

import math

import numpy as np
import streamlit as st

from core.mechanics.descent import (
    Descent,
    descend,
    losses_over_rates,
    nearest_minimum,
    surface,
    valley,
)
from core.mechanics.neuron import Neuron
from pages.autograd.code import code_of_descent
from pages.autograd.descent_figure import draw_descent
from pages.autograd.descent_losses_figure import draw_descent_losses, draw_descent_rates
from pages.autograd.settings import AutogradSettings, neuron_of, neuron_sliders
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import capitalize_first, format_number
from web.session.page_head import columns, show_code
from web.settings import controls

_HALF_WIDTHS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Half the width and height of the picture: few sizes, so that it seldom jumps."""

_RATES = {"γ*/2": 0.5, "γ*": 1.0, "1.1 γ*": 1.1}
"""Learning rates that a button sets, as multiples of the limit."""


def show_descent(settings: AutogradSettings, style: Style) -> None:
    """Draw the section."""
    neuron = neuron_of(settings)
    descent = descend(neuron, settings.gamma, settings.steps)
    left, right = columns()
    with left:
        controls.slider(AutogradSettings, "gamma", step=0.001, format="%.3f")
        for column, (label, share) in zip(st.columns(3), _RATES.items(), strict=True):
            column.button(label, on_click=_set_rate, args=(share * descent.limit,), width="stretch")
        controls.slider(AutogradSettings, "steps")
        neuron_sliders()
    with right:
        st.markdown(_describe_descent(descent))
        plane, curves = st.columns([1.25, 1])
        with plane:
            _show_plane(neuron, descent, style)
            st.markdown(_describe_last_step(descent))
        with curves:
            figure = draw_descent_losses(descent.losses, style)
            height = _height_of_curves(style)
            chart("losses", figure, "Loss over the steps", "on a log axis", height=height)
            _show_rates(neuron, descent, style)
    show_code(code_of_descent(neuron, descent))


def _height_of_curves(style: Style) -> int:
    """Pixels, so that both curves are seen beside the plane."""
    return 140 if style.projector else 180


def _set_rate(rate: float) -> None:
    limits = AutogradSettings.allowed("gamma")
    st.session_state["gamma"] = min(max(rate, limits.low), limits.high)


def _describe_descent(descent: Descent) -> str:
    """What this γ does, with the limit and the factor per step."""
    gamma, limit = (
        f"γ = {format_number(descent.learning_rate)}",
        f"γ* = 2/λ = {format_number(descent.limit)}",
    )
    residual = format_number(descent.residual_factor, 3)
    grows = format_number(descent.loss_factor, 3)
    error = f"every step multiplies the error y − z by 1 − γλ = {residual}"
    return {
        "rests": f"The loss is 0 at the start, and so is its gradient: nothing moves, whatever γ. "
        f"(The limit would be {limit}.)",
        "approaches": f"**{gamma} converges:** {error}. The limit is {limit}.",
        "arrives": f"**{gamma} arrives in one step:** it is half the limit {limit}, and {error}.",
        "overshoots": f"**{gamma} overshoots and converges:** {error}, so the path jumps "
        f"across the valley at every step. The limit is {limit}.",
        "oscillates": f"**{gamma} is the limit {limit}:** {error}. The path jumps from side to "
        "side forever, and the loss stays the same.",
        "diverges": f"**{gamma} diverges:** it is past the limit {limit}. "
        f"{capitalize_first(error)}, so the loss grows by a factor of {grows} per step.",
    }[descent.behaviour]


def _describe_last_step(descent: Descent) -> str:
    """The update at the end of the path, with its numbers."""
    (w, b), (dw, db) = descent.path[-1], descent.gradients[-1]
    taken = len(descent.path) - 1
    text = (
        f"Step {taken}: w = {format_number(w, 5)}, b = {format_number(b, 5)}, "
        f"L = {format_number(descent.losses[-1])}, ∇L = ({format_number(dw)}, {format_number(db)})."
    )
    if descent.overflowed:
        text += f" **Step {taken + 1} is no longer a finite number**, so the path ends here."
    else:
        gamma = descent.learning_rate
        text += f"  \nNext: {_update('w', w, gamma, dw)}, {_update('b', b, gamma, db)}."
    return text


def _update(name: str, value: float, gamma: float, slope: float) -> str:
    """A step of one parameter, as the formula with its numbers."""
    here, there = (format_number(number, 5) for number in (value, value - gamma * slope))
    return f"{name} ← {here} − {format_number(gamma)} · ({format_number(slope)}) = {there}"


def _show_plane(neuron: Neuron, descent: Descent, style: Style) -> None:
    w, b = _axes(neuron)
    figure = draw_descent(w, b, surface(neuron, w, b), valley(neuron, w), descent.path, style)
    chart(
        "plane",
        figure,
        "Loss over w (across) and b (up)",
        f"the path of {len(descent.path) - 1} steps across the valley where the loss is 0",
        height=330,
        play="step",
        last=len(descent.path) - 1,
    )


def _axes(neuron: Neuron) -> tuple[np.ndarray, np.ndarray]:
    """Places of w and of b around the start and the minimum nearest to it."""
    start, foot = np.array([neuron.w, neuron.b]), np.array(nearest_minimum(neuron))
    reach = 2.2 * math.dist(start, foot)
    half = next((size for size in _HALF_WIDTHS if size >= reach), _HALF_WIDTHS[-1])
    w, b = (np.linspace(middle - half, middle + half, 61) for middle in (start + foot) / 2)
    return w, b


def _show_rates(neuron: Neuron, descent: Descent, style: Style) -> None:
    """The loss at the end over γ."""
    highest = max(1.6 * descent.limit, 1.1 * descent.learning_rate)
    rates = np.linspace(0, highest, 161)
    losses = losses_over_rates(neuron, rates, descent.asked_steps)
    end = losses_over_rates(neuron, np.array([descent.learning_rate]), descent.asked_steps)
    figure = draw_descent_rates(
        rates, losses, descent.limit, (descent.learning_rate, end.item()), style
    )
    label = f"Loss after {descent.asked_steps} steps over γ"
    chart(
        "losses_over_rates",
        figure,
        label,
        f"it explodes beyond {format_number(descent.limit)}",
        height=_height_of_curves(style),
    )
