"""The metrics of one member at the present step, as a table and as code."""

import numpy as np
import streamlit as st

from core import Trainer
from core.arrays import Floats
from core.metrics import classification_metrics, confusion, threshold_curves
from pages.metrics.code import code_of_metrics
from web.charts.text import markdown_table
from web.live.run import Run
from web.live.view import View
from web.session.page_head import show_code

FORMULAS = {
    "accuracy": r"\frac{TP + TN}{N}",
    "precision": r"\frac{TP}{TP + FP}",
    "recall": r"\frac{TP}{TP + FN}",
    "F1": r"\frac{2\,TP}{2\,TP + FP + FN}",
    "AUC": r"P(p_1 > p_0) + \tfrac12 P(p_1 = p_0)",
    "average precision": r"\sum_k (R_k - R_{k-1})\, P_k",
}


@st.fragment
def show_numbers(run: Run, view: View) -> None:
    """Draw the metrics of the present step as a table, and the code that computes them."""
    (answers,) = run.render(lambda trainer: _answers(trainer, view))
    step, seed = run.trainer.step, run.config.seed + _shown_member(run.trainer, view)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**Seed {seed} at step {step:,}, in numbers**")
        # The live view may ask at the moment of a click: only one of the two fragments then runs.
        st.button("Read the present step", key="read_again", on_click=st.rerun)
    if run.catching_up:
        st.caption(f"Read again later: the run still trains to step {run.target:,}.")
    st.markdown(_table(answers, view.threshold), unsafe_allow_html=True)
    for problem in filter(None, (_why_no_auc(name, *of_set) for name, of_set in answers.items())):
        st.caption(problem)
    (probabilities,), labels = answers["validation"]
    source = f"the {len(labels)} validation points, seed {seed} at step {step}"
    show_code(code_of_metrics(probabilities, labels, view.threshold, source))


def _shown_member(trainer: Trainer, view: View) -> int:
    member = (view.picked_seed or 0) - trainer.config.seed
    return member if member in range(trainer.config.ensemble_size) else 0


def _answers(trainer: Trainer, view: View) -> dict[str, tuple[Floats, Floats]]:
    """P(class 1) [1, N] of the shown member at the points of each set, and their labels [N]."""
    member, data = _shown_member(trainer, view), trainer.dataset
    only = slice(member, member + 1)
    sets = {
        "validation": (data.x_validation, data.y_validation),
        "training": (data.x_train, data.y_train),
    }
    return {name: (trainer.probabilities(x, only), y.numpy()) for name, (x, y) in sets.items()}


def _table(answers: dict[str, tuple[Floats, Floats]], threshold: float) -> str:
    """Markdown: a row for each metric, a column for each set, and the formula."""
    columns = [_numbers(*of_set, threshold) for of_set in answers.values()]
    counts = [
        "TN {}, FP {}<br>FN {}, TP {}".format(*confusion(*of_set, threshold)[0].ravel())
        for of_set in answers.values()
    ]
    rows = [
        [name, *(_format_metric(column[name]) for column in columns), f"${formula}$"]
        for name, formula in FORMULAS.items()
    ]
    return markdown_table(
        [f"at threshold {threshold:g}", *answers, "formula"],
        [["counts", *counts, "N = TN + FP + FN + TP"], *rows],
    )


def _numbers(probabilities: Floats, labels: Floats, threshold: float) -> dict[str, float]:
    """The metrics of one member, by the names of FORMULAS."""
    scores = classification_metrics(probabilities, labels, threshold)
    average = threshold_curves(probabilities, labels).average_precision
    return {
        name: float(values[0])
        for name, values in zip(FORMULAS, (*scores.values(), average), strict=True)
    }


def _format_metric(number: float) -> str:
    """A metric with four decimals, or a dash where there is none."""
    return f"`{number:.4f}`" if np.isfinite(number) else "–"


def _why_no_auc(name: str, probabilities: Floats, labels: Floats) -> str:
    """Why a set has no AUC; "" where it has one."""
    if not np.isfinite(probabilities).all():
        return f"The network gives no number at some {name} points, so there is no AUC."
    if len(np.unique(labels)) == 1:
        return f"All {name} points are of class {labels[0]:.0f}: the AUC needs both classes."
    return ""
