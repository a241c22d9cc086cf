"""The microscope: the gradient of one weight of the present run, as a sum over paths."""

import streamlit as st

from core.mechanics.member_snapshot import MemberSnapshot, take
from core.mechanics.microscope import Magnified, magnify
from pages.microscope.code import code_of_microscope
from pages.microscope.microscope_figure import HEIGHT, draw_microscope
from pages.microscope.paths import remarks, show_paths, table
from pages.microscope.settings import (
    Chosen,
    MicroscopeSettings,
    choose,
    ends_in_words,
    ends_of,
    fit_to_run,
    shape_of,
    unit_names,
)
from web.charts.chart import chart
from web.charts.text import format_number
from web.live.panels.layer_curves import layer_names
from web.live.run import Run, describe_divergence
from web.session import session
from web.session.page_head import columns, page_head, show_code

OF_THE_OUTPUT = (
    r"$\dfrac{dL}{dw} = h \cdot \dfrac{dL}{dz}$ &emsp; ($h$: what $w$ multiplies; $z$: the logit)"
)
OF_A_HIDDEN_LAYER = (
    r"$\dfrac{dL}{dw} = \displaystyle\sum_{\text{paths}} h \cdot \varphi'(z) \cdot w \cdot "
    r"\varphi'(z) \cdots w \cdot \dfrac{dL}{dz}$ &emsp; "
    r"($h$: what $w$ multiplies; the last $z$: the logit)"
)


def headline(run: Run, chosen: Chosen, found: Magnified) -> str:
    """Which weight of which network is looked at, and what its gradient is."""
    config, step = run.config, run.trainer.step
    points = "1 point" if found.n_points == 1 else f"{found.n_points} points"
    return (
        f"**w = {format_number(found.value)}**, {ends_in_words(chosen.weight, config)}, in the "
        f"{shape_of(config)} network of seed {config.seed + chosen.member} after {step:,} steps "
        f"on the playground. The loss on {points} is {format_number(found.loss)}; of that\n\n"
        + (OF_THE_OUTPUT if chosen.weight.layer == config.hidden_layers else OF_A_HIDDEN_LAYER)
    )


def show_program(run: Run, chosen: Chosen, snapshot: MemberSnapshot, step: float) -> None:
    """The program for the present state; of a run that no address can replay only where it fits."""
    trainer = run.trainer
    steps = trainer.divergence.step + 1 if trainer.divergence else trainer.step
    replay = (steps, chosen.member, chosen.point)
    code = code_of_microscope(snapshot, chosen.weight, run.config, step, replay)
    show_code(code)
    if run.changes:
        st.caption("The run was changed on its way: training anew gives other numbers.")


settings, style = page_head(
    "Microscope",
    "The gradient of one weight, taken apart into the paths from it to the loss.",
    MicroscopeSettings,
    of_run=True,
    fit=fit_to_run,
)
run = session.present_run()
left, right = columns()
with left:
    chosen = choose(settings, run.config)
with run.lock:
    snapshot = take(run.trainer, chosen.member, chosen.point)
step = 10.0**settings.log10_h
with right:
    if diverged := describe_divergence(run.trainer):
        st.warning(diverged)
    found = magnify(snapshot, chosen.weight, step)
    if not (snapshot.finite and found.finite):
        st.error(
            f"The weights of seed {run.config.seed + chosen.member} are no longer finite numbers: "
            "there is no gradient to take apart. Choose another seed, or a smaller learning rate."
        )
        st.stop()
    st.markdown(headline(run, chosen, found))
    st.markdown(table(found, step))
    for remark in remarks(found, run.config, chosen.weight.layer):
        st.info(remark)
    if found.paths:
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
    show_program(run, chosen, snapshot, step)
