"""One point: where attacks move it, and its distance to the other class by each method."""

import streamlit as st

from core.laboratory.adversarial_point import METHODS, AttackedPoint, Flips, attacked
from pages.adversarial.adversarial_figure import Plane, draw_attacked
from pages.adversarial.code import code_of_attack
from pages.adversarial.descriptions import (
    describe_network,
    describe_point,
    table_of_methods,
    why_they_differ,
)
from pages.adversarial.settings import (
    AdversarialSettings,
    Attacked,
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
from web.session.page_head import columns, show_code
from web.settings import controls


def show_point(settings: AdversarialSettings, style: Style) -> None:
    """Draw the section."""
    network = network_of(settings.config, settings.steps)
    found = attacked(network.logit, settings.point, settings.epsilon, settings.pgd_steps)
    flips = flips_at(settings.config, settings.steps, settings.point, settings.pgd_steps)
    left, right = columns()
    with left:
        choose_point()
        controls.slider(AdversarialSettings, "pgd_steps")
        with st.expander("The network", expanded=True):
            choose_network(settings)
    with right:
        show_divergence(network)
        st.markdown(describe_point(settings, found, flips))
        picture, words = st.columns([1.25, 1])
        with picture:
            _show_plane(settings, network, found, flips, style)
        with words:
            st.markdown(table_of_methods(flips, settings.pgd_steps))
            st.markdown(why_they_differ(settings, found, flips))
            st.caption(describe_network(network))
    show_code(
        code_of_attack(
            settings.config, settings.steps, settings.point, settings.epsilon, settings.pgd_steps
        ),
        "FGSM and PGD in plain PyTorch: prints the numbers above",
    )


def _show_plane(
    settings: AdversarialSettings,
    network: Attacked,
    found: AttackedPoint,
    flips: Flips,
    style: Style,
) -> None:
    half = _half_of(settings, network, flips)
    plane = Plane(surface_of(settings.config, settings.steps, half), half, network.x, network.y)
    chart(
        "attacked_point",
        draw_attacked(plane, settings.point, settings.epsilon, found, flips, style),
        "P(class 1), and the point",
        describe="the point with the steps of FGSM and PGD and the nearest boundary; "
        "a click moves the point",
        height=430,
        on_click=move_point,
    )


def _half_of(settings: AdversarialSettings, network: Attacked, flips: Flips) -> float:
    """Half the side of the plane. It grows so that a point outside, its ball and boundary fit."""
    nearest = [flips[name] for name in METHODS if METHODS[name].searched]
    places = [abs(flip.place).max() for flip in nearest if flip]
    farthest = max(max(map(abs, settings.point)) + settings.epsilon, *places, 0.0)
    return max(network.half, 1.05 * float(farthest))
