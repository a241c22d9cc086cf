"""What the metrics page is set to."""

import streamlit as st

from web.live.panels import PANELS
from web.live.view import MOST_PANELS, View
from web.settings import controls
from web.settings.settings import several


class MetricsView(View):
    """The display switches of the playground, with other panels to begin with."""

    panels: tuple[str, ...] = several(
        ("boundary", "metrics", "roc", "precision_recall"),
        {name: panel.label for name, panel in PANELS.items()},
        most=MOST_PANELS,
        title="panels",
        description=f"What is drawn of the run: up to {MOST_PANELS} panels.",
    )


def choose_view() -> None:
    """Draw what can be moved: above all the threshold."""
    st.markdown(
        "#### Metrics\nThe run of the playground. Move the threshold and watch what it costs; "
        "press Play and watch the curves grow into their corner. Numbers and code stand below."
    )
    controls.slider(MetricsView, "threshold", step=0.01)
    controls.menu(MetricsView, "spread")
    controls.number_box(MetricsView, "picked_seed")
    controls.several(MetricsView, "panels")
