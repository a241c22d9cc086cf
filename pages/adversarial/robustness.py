"""What makes a network robust: margins over the L2 penalty, or over the width."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.laboratory.adversarial_margins import Robustness, RobustnessTask
from pages.adversarial.robustness_figure import draw_over
from pages.adversarial.settings import AdversarialSettings, choose_network
from web.charts.chart import chart
from web.charts.style import TRAIN_COLOUR, VALIDATION_COLOUR, Style
from web.charts.text import format_number, join_words
from web.jobs.jobs import work
from web.session.page_head import columns
from web.settings import controls

VALUES: dict[str, tuple[float, ...]] = {
    "l2": (0.0, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1),
    "width": (1, 2, 4, 8, 16, 32),
}
"""What is compared: setting → its values."""

Found = Mapping[RobustnessTask, Robustness]


def show_robustness(settings: AdversarialSettings, style: Style) -> None:
    """Draw the section."""
    left, right = columns()
    with left:
        controls.menu(AdversarialSettings, "against")
        controls.slider(AdversarialSettings, "epsilon", step=0.01)
        controls.slider(AdversarialSettings, "seeds")
        with st.expander("The network", expanded=True):
            choose_network(settings, settings.against)
    tasks = _tasks(settings)

    def draw(found: Found) -> None:
        st.markdown(_describe_robustness(settings, tasks, found))
        _show_curves(settings, tasks, found, style)

    with right:
        if settings.against == "width" and not settings.hidden_layers:
            st.info("Without a hidden layer there is no width: all of these networks are the same.")
        work("robustness", tasks, "Train and attack them all", draw)
        st.caption(
            "Look at both pictures: a network that gives one class everywhere cannot be attacked, "
            "but is of no use. Each dot is one seed: on the left the median over the validation "
            "points that it gets right. The curve is the median over the seeds. A seed whose other "
            "class is out of reach counts as infinite: the curve has a gap where most seeds do. "
            "Seeds that diverged are left out. “Still right” counts the validation points that are "
            "right and whose nearest boundary is farther than ε in L∞: no attack with this ε "
            "changes them."
        )


def _tasks(settings: AdversarialSettings) -> tuple[RobustnessTask, ...]:
    config = settings.config.replace(ensemble_size=settings.seeds)
    return tuple(
        RobustnessTask(config.replace(**{settings.against: value}), settings.steps)
        for value in VALUES[settings.against]
    )


def _show_curves(
    settings: AdversarialSettings, tasks: tuple[RobustnessTask, ...], found: Found, style: Style
) -> None:
    results = [found.get(task) for task in tasks]
    nothing = np.empty(0)
    margins = {
        "FGSM's smallest ε": ("fgsm", style.ink, "dash"),
        "nearest boundary": ("nearest", VALIDATION_COLOUR, "solid"),
    }
    shares = {
        "right": ([r.accuracies if r else nothing for r in results], TRAIN_COLOUR, "solid"),
        f"still right at ε = {format_number(settings.epsilon)}": (
            [r.kept(settings.epsilon) if r else nothing for r in results],
            VALIDATION_COLOUR,
            "dash",
        ),
    }
    labels = [f"{value:g}" for value in VALUES[settings.against]]
    axis = AdversarialSettings.allowed("against").options[settings.against]
    # Eight values under an axis need the width of the page where letters are large.
    left, right = (st.container(), st.container()) if style.projector else st.columns(2)
    with left:
        curves = {
            name: ([r.margins(method) if r else nothing for r in results], colour, dash)
            for name, (method, colour, dash) in margins.items()
        }
        chart(
            "robust_margins",
            draw_over(labels, curves, axis, None, style),
            "Median L∞ distance",
            describe="of the points that are right: of every seed, and the median over the seeds",
            height=330,
        )
    with right:
        chart(
            "robust_shares",
            draw_over(labels, shares, axis, 1.03, style),
            "Share of validation points",
            describe="share that is right, and that stays right under every attack",
            height=330,
        )


def _describe_robustness(
    settings: AdversarialSettings, tasks: tuple[RobustnessTask, ...], found: Found
) -> str:
    """The value that keeps most points right under attack, and the seeds without a number."""
    known = [
        (value, found[task])
        for value, task in zip(VALUES[settings.against], tasks, strict=True)
        if task in found
    ]
    if not known:
        return (
            f"Press the button to train and attack {len(tasks)} kinds of network, "
            f"{settings.seeds} seeds each: does the boundary move away from the points?"
        )
    sentences = [_describe_best(settings, known)] + [
        sentence
        for value, result in known
        if (sentence := _describe_missing(_named(settings, value), result))
    ]
    return " ".join(filter(None, sentences))


def _describe_best(settings: AdversarialSettings, known: list[tuple[float, Robustness]]) -> str:
    """Which value keeps most points right, and which the fewest; "" where all seeds diverged."""
    kept = [
        (float(np.nanmedian(result.kept(settings.epsilon))), value, result)
        for value, result in known
        if result.finite.any()
    ]
    if not kept:
        return ""
    share, value, result = max(kept, key=lambda one: one[0])
    weakest, other, _ = min(kept, key=lambda one: one[0])
    if len(kept) > 1 and weakest == share:
        return (
            f"With ε = {format_number(settings.epsilon)} every value so far keeps the same share "
            f"of points right: {share:.0%}, the median over the seeds."
        )
    best = [value for one, value, _ in kept if one == share]
    if len(best) > 1:
        return (
            f"With ε = {format_number(settings.epsilon)} most points stay right with each of "
            f"**{join_words(_named(settings, value) for value in best)}**: {share:.0%} of them; "
            f"fewest with {_named(settings, other)}: {weakest:.0%}."
        )
    if len(kept) == 1:
        return (
            f"With ε = {format_number(settings.epsilon)}, {share:.0%} of the points stay right "
            f"with {_named(settings, value)}."
        )
    return (
        f"With ε = {format_number(settings.epsilon)} most points stay right with "
        f"**{_named(settings, value)}**: {share:.0%} of them, of "
        f"{np.nanmedian(result.accuracies):.0%} that are right without an attack; "
        f"fewest with {_named(settings, other)}: {weakest:.0%}."
    )


def _describe_missing(name: str, result: Robustness) -> str:
    """How many seeds have no number in the picture, and why; "" where all have one."""
    diverged = np.count_nonzero(~result.finite)
    one_class = np.count_nonzero(np.isinf(result.nearest).all(axis=1) & result.finite)
    texts = []
    if diverged:
        texts.append(f"**{diverged} of {len(result.finite)} seeds diverged**")
    if one_class:
        texts.append(f"{one_class} of {len(result.finite)} seeds give **one class everywhere**")
    return f"{name}: {join_words(texts)}." if texts else ""


def _named(settings: AdversarialSettings, value: float) -> str:
    return f"{'L2' if settings.against == 'l2' else 'width'} = {value:g}"
