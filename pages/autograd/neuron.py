"""One neuron: the derivative of its loss in three ways, and the error of a difference."""

import numpy as np
import streamlit as st

from core.mechanics.neuron import (
    SLOPES,
    Derivative,
    Neuron,
    derivatives,
    digits_over_steps,
    losses_along,
)
from core.mechanics.neuron import values as values_of
from pages.autograd.code import code_of_neuron
from pages.autograd.neuron_digits_figure import draw_neuron_digits
from pages.autograd.neuron_slope_figure import draw_neuron_slope
from pages.autograd.settings import AutogradSettings, neuron_of, neuron_sliders
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import (
    bold_matching_digits,
    format_matching_digits,
    format_number,
    markdown_table,
)
from web.session.page_head import columns, show_code
from web.settings import controls

_STEPS = 10.0 ** np.arange(-16, 0.01, 0.125)

_DEFINITION = (
    "Move h and watch the bold digits, which match autograd: −log₁₀ of the relative difference, at "
    "most the 15.65 of float64. A small h fails by rounding: L(w + h) and L(w − h) share nearly "
    "all their digits, and their difference is mostly noise. "
)
_PARABOLA = (
    "A large h fails where the curve bends: the forward difference is off by about h. The central "
    "one is exact for a parabola, whatever h is; choose an activation to see it fail too, by h²."
)
_CURVE = (
    "A large h fails where the curve bends: the forward difference is off by about h, the central "
    "one by about h². The best h are near 10⁻⁸ and 10⁻⁵."
)


def show_neuron(settings: AutogradSettings, style: Style) -> None:
    """Draw the section."""
    neuron, step = neuron_of(settings, settings.activation), 10.0**settings.log10_h
    found = derivatives(neuron, step)
    left, right = columns()
    with left:
        neuron_sliders()
        controls.slider(AutogradSettings, "log10_h", step=0.5)
        one, other = st.columns(2)
        with one:
            controls.menu(AutogradSettings, "activation")
        with other:
            controls.menu(AutogradSettings, "parameter")
    with right:
        st.markdown(_formulas(neuron))
        st.markdown(_table(found, step))
        slope, digits = st.columns(2)
        with slope:
            _show_slope(neuron, settings.parameter, step, found[settings.parameter], style)
        with digits:
            _show_digits(neuron, settings.parameter, step, style)
        st.caption(_DEFINITION + (_PARABOLA if neuron.activation == "identity" else _CURVE))
    show_code(code_of_neuron(neuron, step))


def _formulas(neuron: Neuron) -> str:
    """The forward pass with its numbers, and the gradient as a formula."""
    values = values_of(neuron)
    steps = [f"z = w x + b = {values['z']:.4g}"]
    output, slope = "z", ""
    if neuron.activation != "identity":
        output, slope = "a", rf"\,({SLOPES[neuron.activation].formula})"
        steps.append(rf"a = \text{{{neuron.activation}}}(z) = {values['a']:.4g}")
    steps.append(f"L = (y - {output})^2 = {values['L']:.4g}")
    by_bias = rf"-2\,(y - {output}){slope}"
    gradient = [
        rf"\tfrac{{dL}}{{dw}} = {by_bias}\,x",
        rf"\tfrac{{dL}}{{db}} = {by_bias}",
    ]
    comma = r", \quad "
    return f"${comma.join(steps)}$  \nThe formula: ${comma.join(gradient)}$"


def _table(found: dict[str, Derivative], step: float) -> str:
    central = f"central difference, h = {format_number(step, 2)}"
    return markdown_table(
        ["", "autograd", "formula", central, "matching digits"],
        [
            (
                f"$dL/d{name}$",
                bold_matching_digits(row.autograd, 16),
                bold_matching_digits(row.formula, row.digits("formula")),
                bold_matching_digits(row.central, row.digits("central")),
                format_matching_digits(row.digits("central")),
            )
            for name, row in found.items()
        ],
    )


def _show_slope(neuron: Neuron, name: str, step: float, found: Derivative, style: Style) -> None:
    at = getattr(neuron, name)
    places, ends = np.linspace(at - 2, at + 2, 121), np.array([at - step, at + step])
    figure = draw_neuron_slope(
        name,
        (places, losses_along(neuron, name, places)),
        (at, losses_along(neuron, name, np.array([at])).item()),
        found.autograd,
        (ends, losses_along(neuron, name, ends)),
        style,
    )
    tangent, secant = format_number(found.autograd), format_number(found.central)
    slopes = f"slope {tangent} of its tangent, {secant} of the secant"
    chart("slope", figure, f"Loss over {name}", f"a curve; {slopes}", height=250)


def _show_digits(neuron: Neuron, name: str, step: float, style: Style) -> None:
    digits = digits_over_steps(neuron, _STEPS)
    most = digits[f"central_{name}"].max()
    words = f"of the central difference at most {most:.1f} digits match, and fewer at both ends"
    figure = draw_neuron_digits(digits, name, step, style)
    chart("digits", figure, f"Matching digits of dL/d{name}", words, height=250)
