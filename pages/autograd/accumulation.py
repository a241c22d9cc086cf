"""The chain rule, one factor at a time, from both ends."""

import pandas as pd
import streamlit as st

from core.mechanics.accumulation import N_MULTIPLICATIONS, whole_gradient
from core.mechanics.accumulation import chain as chain_of
from pages.autograd.accumulation_chain_figure import draw_accumulation_chain
from pages.autograd.code import code_of_chain
from pages.autograd.settings import AutogradSettings, neuron_of, neuron_sliders
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import format_number
from web.session.page_head import columns, show_code
from web.settings import controls

_SUBSCRIPTS = str.maketrans("01234", "₀₁₂₃₄")


def show_accumulation(settings: AutogradSettings, style: Style) -> None:
    """Draw the section."""
    neuron = neuron_of(settings)
    chain = chain_of(neuron.w, neuron.b, neuron.x, neuron.y)
    whole = whole_gradient(neuron.w, neuron.b, neuron.x, neuron.y)
    left, right = columns()
    with left:
        controls.slider(AutogradSettings, "stage")
        back, on = st.columns(2)
        with back:
            _button("Back", -1, disabled=settings.stage == 0)
        with on:
            _button("Next", 1, disabled=settings.stage == N_MULTIPLICATIONS)
        neuron_sliders()
    with right:
        done = f"{settings.stage} of {N_MULTIPLICATIONS} multiplications done"
        figure = draw_accumulation_chain(chain, settings.stage, style)
        chart("chain", figure, "L = (y − (w x + b))² as a chain", done, height=310)
        st.markdown(_describe_multiplication(chain, settings.stage))
        gradients = ", ".join(
            f"dL/d{name} = {format_number(value)}" for name, value in whole.items()
        )
        st.caption(
            "One reverse pass gives the derivatives by all leaves. The path to b, for example, "
            f"leaves the chain at u₂: dL/db = dL/du₂ · 1. `backward()` computes all: {gradients}. "
            "A forward pass gives the derivative by one leaf, here w: b, x and y need a pass each."
        )
    show_code(code_of_chain(neuron))


def _button(label: str, steps: int, disabled: bool) -> None:
    st.button(
        label,
        on_click=_move,
        args=(steps,),
        disabled=disabled,
        type="primary" if steps > 0 else "secondary",
        width="stretch",
    )


def _move(steps: int) -> None:
    st.session_state["stage"] = min(max(st.session_state["stage"] + steps, 0), N_MULTIPLICATIONS)


def _describe_multiplication(chain: pd.DataFrame, stage: int) -> str:
    """The last multiplication of both accumulations, a line each."""
    if not stage:
        return (
            "**Press Next to multiply.** Forward accumulation starts at w with dw/dw = 1, reverse "
            "accumulation at the loss with dL/dL = 1.  \nEach press multiplies both by one local "
            "derivative."
        )
    to, back = stage, N_MULTIPLICATIONS - stage
    local, forward, reverse = chain["local"], chain["forward"], chain["reverse"]
    lines = [
        f"**Forward:** {_d('u', to, 'w')} = {_d('u', to - 1, 'w')} · {_d('u', to, 'u', to - 1)} = "
        f"{format_number(forward.iloc[to - 1])} · {_factor(local.iloc[to])} "
        f"= **{format_number(forward.iloc[to])}**",
        f"**Reverse:** {_d('L', None, 'u', back)} = {_d('L', None, 'u', back + 1)} · "
        f"{_d('u', back + 1, 'u', back)} = {format_number(reverse.iloc[back + 1])} · "
        f"{_factor(local.iloc[back + 1])} = **{format_number(reverse.iloc[back])}**",
    ]
    if stage == N_MULTIPLICATIONS:
        lines.append("Both are now dL/dw: the same product, multiplied from opposite ends.")
    return "  \n".join(lines)


def _d(top: str, i: int | None, bottom: str, j: int | None = None) -> str:
    """A derivative such as du₂/du₁."""
    above, below = (str(k).translate(_SUBSCRIPTS) if k is not None else "" for k in (i, j))
    return f"d{top}{above}/d{bottom}{below}"


def _factor(value: float) -> str:
    """A number after a multiplication sign: in brackets where it is negative."""
    return f"({format_number(value)})" if value < 0 else format_number(value)
