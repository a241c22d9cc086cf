"""The cost of a whole Jacobian, column by column and row by row."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.mechanics.accumulation import Shape, costs_over_inputs, jacobians
from pages.autograd.accumulation_costs_figure import draw_accumulation_costs
from pages.autograd.code import code_of_costs
from pages.autograd.settings import AutogradSettings
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import format_number, markdown_table
from web.session.page_head import columns, show_code
from web.settings import controls

_CURVE = sorted({round(2 ** (i / 4)) for i in range(33)})
_COUNTED = (1, 4, 16, 64, 256)


def show_cost(settings: AutogradSettings, style: Style) -> None:
    """Draw the section."""
    shape = Shape(settings.inputs, settings.outputs, settings.units)
    left, right = columns()
    with left:
        for name in ("inputs", "outputs", "units"):
            controls.slider(AutogradSettings, name)
    with right:
        found = _count(shape)
        st.markdown(_describe_pass(shape))
        st.markdown(_table(shape, found))
        st.markdown(_describe_winner(shape))
        figure = draw_accumulation_costs(
            costs_over_inputs(shape, sorted({*_CURVE, shape.outputs})),
            shape.outputs,
            _counted(shape),
            style,
        )
        chart(
            "costs",
            figure,
            f"Multiplications for the whole Jacobian, m = {shape.outputs}",
            "forward grows like n², reverse like n; they cross where n = m",
            height=300,
        )
        st.caption(
            "The counts are of multiplications by weights and by tanh′, as PyTorch does them. Both "
            "Jacobians agree with `torch.func.jacrev`: the largest difference of an element is "
            f"{format_number(found.largest_difference, 2)}."
        )
    show_code(code_of_costs(shape))


@dataclass(frozen=True)
class _Counted:
    """`Jacobians` without the matrices, which take up to 1.5 MB: this is cached."""

    forward: int
    reverse: int
    largest_difference: float


@st.cache_data(max_entries=500, show_spinner="PyTorch loads its forward mode …")
def _count(shape: Shape) -> _Counted:
    found = jacobians(shape)
    return _Counted(found.forward_count, found.reverse_count, found.largest_difference)


def _counted(shape: Shape) -> pd.DataFrame:
    """The counts for some numbers of inputs, the present one among them."""
    inputs = sorted({*_COUNTED, shape.inputs})
    found = [_count(Shape(n, shape.outputs, shape.width)) for n in inputs]
    return pd.DataFrame(
        {
            "inputs": inputs,
            "forward": [counted.forward for counted in found],
            "reverse": [counted.reverse for counted in found],
        }
    )


def _describe_pass(shape: Shape) -> str:
    """The function, and the multiplications of one pass."""
    n, m, h = shape.inputs, shape.outputs, shape.width
    return (
        rf"$f: \mathbb{{R}}^{{{n}}} \to \mathbb{{R}}^{{{h}}} \to \mathbb{{R}}^{{{h}}} \to "
        rf"\mathbb{{R}}^{{{m}}}$ with tanh. One pass, forward or reverse, takes "
        rf"$n h + h^2 + h m + 2h = {shape.pass_cost:,}$ multiplications."
    )


def _table(shape: Shape, found: _Counted) -> str:
    forward = "**forward**, `jvp`: one column of the Jacobian per pass"
    reverse = "**reverse**, `vjp`: one row per pass"
    costs = (f"{shape.forward_cost:,}", f"{found.forward:,}")
    reverse_costs = (f"{shape.reverse_cost:,}", f"{found.reverse:,}")
    return markdown_table(
        ["", "passes", "formula", "counted"],
        [
            (forward, f"n = {shape.inputs}", *costs),
            (reverse, f"m = {shape.outputs}", *reverse_costs),
        ],
    )


def _describe_winner(shape: Shape) -> str:
    """Which of the two is cheaper here, and why `backward()` is reverse."""
    n, m = shape.inputs, shape.outputs
    if n == m:
        verdict = "Both cost the same, because n = m."
    else:
        winner, factor = ("Reverse", n / m) if m < n else ("Forward", m / n)
        verdict = f"{winner} is cheaper here, by a factor of {format_number(factor, 3)}."
    return (
        f"**{verdict}** A loss is a single number, m = 1: one reverse pass gives its derivatives "
        "by all n weights of a network. That is why `backward()` goes backward."
    )
