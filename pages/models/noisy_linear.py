"""NoisyLinear: a custom layer that computes something else in training than in inference."""

import streamlit as st

from core.mechanics.noisy_linear import NoisyPasses, noisy_passes
from pages.models.code import code_of_noisy_linear
from pages.models.noisy_figure import draw_noisy_passes
from pages.models.settings import ModelsSettings
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import markdown_table, typeset
from web.session.page_head import show_code
from web.settings import controls

OUTPUTS = 2
SHOWN = 3
"""Training passes whose outputs are in the table."""


def show_noisy(settings: ModelsSettings, style: Style) -> None:
    """Draw the section."""
    x = [settings.x1, settings.x2, settings.x3, settings.x4]
    passes = noisy_passes(x, OUTPUTS, settings.sigma, settings.layer_seed, settings.passes)
    left, middle, right = st.columns([1, 1.8, 1.4], gap="medium")
    with left:
        _choose()
    with middle:
        chart(
            "noisy",
            draw_noisy_passes(passes, style),
            "Outputs y₂ over y₁ for one input",
            f"{settings.passes} outputs of training scattered around the one of inference",
            height=380,
        )
    with right:
        st.markdown(
            "In training y = (x + ε) W + b, with a new ε ~ N(0, σ²) at every pass. In inference, "
            "after `layer.eval()`, y = x W + b. The outputs of training have covariance σ² Wᵀ W."
        )
        st.markdown(_table(passes))
        st.caption(
            "Noise keeps a network from relying on the exact place of a training point. "
            "`train()` and `eval()` set `self.training`. "
            "Raschka, Liu and Mirjalili (2022), ch. 13."
        )
    show_code(
        code_of_noisy_linear(x, OUTPUTS, settings.sigma, settings.layer_seed, settings.passes)
    )


def _choose() -> None:
    controls.slider(ModelsSettings, "sigma", step=0.01)
    controls.number_box(ModelsSettings, "layer_seed")
    controls.slider(ModelsSettings, "passes")
    for pair in (("x1", "x2"), ("x3", "x4")):
        for column, name in zip(st.columns(2), pair, strict=True):
            with column:
                controls.number_box(ModelsSettings, name)


def _table(passes: NoisyPasses) -> str:
    rows = [(f"training, pass {i + 1}", y) for i, y in enumerate(passes.training[:SHOWN])]
    rows.append(("**inference**", passes.inference))
    rows.append(("standard deviation of the passes", passes.training.std(axis=0)))
    rows.append(("standard deviation by σ² Wᵀ W", passes.covariance.diagonal() ** 0.5))
    return markdown_table(
        ["", "y₁", "y₂"],
        [[name, *(typeset(f"{element:.4f}") for element in y)] for name, y in rows],
    )
