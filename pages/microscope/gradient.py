"""The gradient of one weight of a run: its numbers, its strongest paths, and its program."""

import streamlit as st

from core.mechanics.member_snapshot import MemberSnapshot, take
from core.mechanics.microscope import Magnified, magnify
from pages.microscope.code import code_of_microscope
from pages.microscope.microscope_figure import HEIGHT, draw_microscope
from pages.microscope.paths import remarks, show_paths, table
from pages.microscope.settings import Chosen, describe_weight, ends_of, shape_of, unit_names
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import format_number, pluralize
from web.live.panels.layer_curves import layer_names
from web.live.run import Run, describe_divergence
from web.session.page_head import show_code

OF_THE_OUTPUT = (
    r"$\dfrac{dL}{dw} = h \cdot \dfrac{dL}{dz}$ &emsp; ($h$: what $w$ multiplies; $z$: the logit)"
)
OF_A_HIDDEN_LAYER = (
    r"$\dfrac{dL}{dw} = \displaystyle\sum_{\text{paths}} h \cdot \varphi'(z) \cdot w \cdot "
    r"\varphi'(z) \cdots w \cdot \dfrac{dL}{dz}$ &emsp; "
    r"($h$: what $w$ multiplies; the last $z$: the logit)"
)


def show_gradient(run: Run, chosen: Chosen, step: float, style: Style) -> None:
    """Draw all that is known of the gradient of the chosen weight; `step` is the difference's h."""
    with run.lock:
        snapshot = take(run.trainer, chosen.member, chosen.point)
    if diverged := describe_divergence(run.trainer):
        st.warning(diverged)
    found = magnify(snapshot, chosen.weight, step)
    if not (snapshot.finite and found.finite):
        st.error(
            "Choose another seed, or a smaller learning rate: the weights of seed "
            f"{run.config.seed + chosen.member} are no longer finite numbers and have no gradient."
        )
        return
    st.markdown(_describe_gradient(run, chosen, found))
    st.markdown(table(found, step))
    for remark in remarks(found, run.config, chosen.weight.layer):
        st.info(remark)
    if found.paths:
        _draw_paths(run, chosen, found, style)
    _show_code(run, chosen, snapshot, step)


def _describe_gradient(run: Run, chosen: Chosen, found: Magnified) -> str:
    """The chosen weight, the network that it belongs to, and the formula of its gradient."""
    config, step = run.config, run.trainer.step
    return (
        f"**w = {format_number(found.value)}**, {describe_weight(chosen.weight, config)}, in the "
        f"{shape_of(config)} network of seed {config.seed + chosen.member} after {step:,} steps "
        f"on the playground. The loss on {pluralize(found.n_points, 'point')} is "
        f"{format_number(found.loss)}. Its gradient:\n\n"
        + (OF_THE_OUTPUT if chosen.weight.layer == config.hidden_layers else OF_A_HIDDEN_LAYER)
    )


def _draw_paths(run: Run, chosen: Chosen, found: Magnified, style: Style) -> None:
    units = unit_names(run.config)
    labels = ["inputs", *layer_names(len(units) - 1)]
    chart(
        "paths",
        draw_microscope(units, labels, chosen.weight, found.paths, style),
        "The strongest paths",
        f"{len(found.paths)} of {found.n_parts:,}, as wide as their product is large",
        height=HEIGHT,
    )
    show_paths(found, " → ".join(ends_of(chosen.weight, run.config)))


def _show_code(run: Run, chosen: Chosen, snapshot: MemberSnapshot, step: float) -> None:
    """Show a program for the present state, and say where it cannot train the same state again."""
    trainer = run.trainer
    steps = trainer.divergence.step + 1 if trainer.divergence else trainer.step
    replay = (steps, chosen.member, chosen.point)
    show_code(code_of_microscope(snapshot, chosen.weight, run.config, step, replay))
    if run.changes:
        st.caption(
            "A program that trains the network again gets other numbers: settings of the run were "
            "changed while it trained."
        )
