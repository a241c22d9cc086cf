"""ReLU networks that are born dead: no input gets through them before the first step."""

import pandas as pd
import streamlit as st

from core.mechanics.born_dead import Share, born_dead_shares
from core.theory import born_dead
from pages.initialization.born_dead_code import code_of_born_dead
from pages.initialization.born_dead_figure import MARKS, draw_born_dead
from pages.initialization.settings import InitializationSettings
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import pluralize
from web.session.page_head import columns, show_code
from web.settings import controls

ONE, ACROSS = MARKS


def show_born_dead(settings: InitializationSettings, style: Style) -> None:
    """Draw the section."""
    depth, networks = settings.depth, int(settings.networks)
    widths = sorted(map(int, settings.widths))
    left, right = columns()
    with left:
        controls.several(InitializationSettings, "widths")
        controls.slider(InitializationSettings, "depth")
        controls.menu(InitializationSettings, "networks")
        controls.number_box(InitializationSettings, "seed")
        st.markdown(
            "Choose widths and a depth. A ReLU layer whose units are all off passes nothing on: "
            "the network gives the same output for every input, and no gradient comes back. For "
            "one input a unit is off with probability ½, so a network of L layers of N units is "
            "dead with probability"
        )
        st.latex("1 - (1 - 2^{-N})^L")
    formulas = {
        width: [born_dead(width, layers) for layers in range(1, depth + 1)] for width in widths
    }
    measured = {
        width: {
            ONE: _shares(width, depth, networks, settings.seed, across=False),
            ACROSS: _shares(width, depth, networks, settings.seed, across=True),
        }
        for width in widths
    }
    with right:
        chart(
            "born_dead",
            draw_born_dead(formulas, measured, style),
            "Networks that are dead at the start",
            "P(dead) over the number of hidden layers, formula and measured",
            height=360,
        )
        st.markdown(
            f"**At {pluralize(depth, 'layer')}**, measured on {networks:,} networks of each width "
            "with He normal weights and zero biases, with 95% intervals:"
        )
        st.table(_numbers(formulas, measured))
    show_code(code_of_born_dead(widths[0], depth, networks, settings.seed))


@st.cache_data(max_entries=100, show_spinner=False)
def _shares(width: int, layers: int, networks: int, seed: int, across: bool) -> list[Share]:
    return born_dead_shares(width, layers, networks, seed, across)


def _numbers(
    formulas: dict[int, list[float]], measured: dict[int, dict[str, list[Share]]]
) -> pd.DataFrame:
    """One row for each width, at the greatest depth."""
    rows = [
        {
            "width N": f"{width}",
            "formula, one input": f"{formula[-1]:.4f}",
            **{
                f"measured, {inputs}": _format_share(measured[width][inputs][-1])
                for inputs in MARKS
            },
        }
        for width, formula in formulas.items()
    ]
    return pd.DataFrame(rows).set_index("width N")


def _format_share(share: Share) -> str:
    """A share with its 95 % interval."""
    low, high = share.interval
    return f"{share.share:.4f} ({low:.3f} to {high:.3f})"
