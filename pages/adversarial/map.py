"""The margin map: the distance of every place to the other class, by an attack and exactly."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.laboratory.adversarial_margins import SIDE, MapTask, MarginMap
from core.laboratory.adversarial_point import METHODS
from pages.adversarial.adversarial_figure import Plane
from pages.adversarial.descriptions import norm_of
from pages.adversarial.map_figure import draw_margins
from pages.adversarial.settings import (
    AdversarialSettings,
    choose_network,
    choose_point,
    flips_at,
    move_point,
    network_of,
    show_divergence,
    surface_of,
)
from web.charts.chart import chart
from web.charts.style import Style
from web.charts.text import capitalize_first, format_number
from web.jobs.jobs import work
from web.session.page_head import columns
from web.settings import controls


def show_map(settings: AdversarialSettings, style: Style) -> None:
    """Draw the section."""
    left, right = columns()
    with left:
        controls.menu(AdversarialSettings, "way")
        if settings.way == "pgd":
            controls.slider(AdversarialSettings, "pgd_steps")
        choose_point(epsilon=False)
        with st.expander("The network", expanded=True):
            choose_network(settings)
    truth, attack = tasks = _tasks(settings)

    def draw(found: Mapping[MapTask, MarginMap]) -> None:
        st.markdown(_describe_maps(settings, found.get(attack), found.get(truth)))
        for column, task in zip(st.columns(2), (attack, truth), strict=True):
            with column:
                _show_margins(settings, task, found, style)

    with right:
        show_divergence(network_of(settings.config, settings.steps))
        work("margins", tasks, "Compute both maps", draw)
        st.caption(
            "Click a map to choose the point. A margin is the smallest ε, or distance, that moves "
            "a place into the other class: dark places flip easily. A place stays empty where no "
            "flip was found within half the width of the plane, or where it is not computed yet."
        )


def _tasks(settings: AdversarialSettings) -> tuple[MapTask, MapTask]:
    """The nearest boundary in the norm of the attack, and the attack."""
    pgd_steps = settings.pgd_steps if settings.way == "pgd" else None
    return (
        MapTask(settings.config, settings.steps, _nearest_of(settings.way)),
        MapTask(settings.config, settings.steps, settings.way, pgd_steps),
    )


def _nearest_of(attack: str) -> str:
    """Name of the search for the nearest boundary in the norm of an attack."""
    return next(
        name
        for name, method in METHODS.items()
        if method.searched and method.norm is METHODS[attack].norm
    )


def _show_margins(
    settings: AdversarialSettings,
    task: MapTask,
    found: Mapping[MapTask, MarginMap],
    style: Style,
) -> None:
    network = network_of(settings.config, settings.steps)
    surface = surface_of(settings.config, settings.steps, network.half)
    plane = Plane(surface, network.half, network.x, network.y)
    empty = np.full((SIDE, SIDE), np.nan)
    distances = found[task].plane if task in found else empty
    method = METHODS[task.method]
    chart(
        "margins_nearest" if method.searched else "margins_attack",
        draw_margins(distances, plane, settings.point, network.half, style),
        f"{capitalize_first(method.label)}, {norm_of(task.method)}",
        describe="distance from the other class over the plane; a click chooses the point",
        height=360,
        on_click=move_point,
    )


def _describe_maps(
    settings: AdversarialSettings, attack: MarginMap | None, truth: MarginMap | None
) -> str:
    """The median distances of both maps, and how much the attack misses."""
    if attack is None or truth is None or np.isnan([*attack.training, *truth.training]).any():
        return (
            "Press the button to compute two maps: of the smallest ε with which the attack "
            "succeeds, and of the distance to the nearest boundary. They tell how robust the "
            "attack says the network is, and how robust it is. Many steps of PGD and large "
            "networks take minutes."
        )
    sentences = [
        f"Median over the {np.count_nonzero(truth.right)} training points that the network gets "
        f"right: **{_distance(attack.median)}** by the attack, **{_distance(truth.median)}** to "
        f"the nearest boundary.{_excess(attack.median, truth.median)}"
    ]
    if attack.unreached > truth.unreached and not np.isnan(attack.plane).any():
        sentences.append(
            f"From {attack.unreached:.0%} of the plane the attack does not reach the other class "
            f"within a distance of {format_number(attack.half, 3)}; the nearest boundary itself is "
            f"farther than that from {truth.unreached:.0%} of the plane."
        )
    return " ".join([*sentences, _at_the_point(settings)])


def _excess(attack: float, truth: float) -> str:
    """By how much the attack overestimates the distance to the boundary; "" where it does not."""
    if not (np.isfinite(attack) and truth > 0) or attack / truth < 1.005:
        return ""
    return f" The attack makes the network look {attack / truth - 1:.0%} more robust than it is."


def _at_the_point(settings: AdversarialSettings) -> str:
    """The same two numbers at the chosen point itself."""
    flips = flips_at(settings.config, settings.steps, settings.point, settings.pgd_steps)
    both = (flips[settings.way], flips[_nearest_of(settings.way)])
    attack, nearest = (_distance(flip.distance if flip else np.inf) for flip in both)
    x0, x1 = map(format_number, settings.point)
    return f"At the chosen point ({x0}, {x1}): {attack} by the attack, {nearest} to the boundary."


def _distance(value: float) -> str:
    if np.isnan(value):
        return "unknown"
    return "none in reach" if np.isinf(value) else format_number(value, 3)
