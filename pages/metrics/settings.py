"""The settings of the metrics page."""

import streamlit as st

from web.live.panels import PANELS
from web.live.view import MOST_PANELS, View
from web.settings import controls
from web.settings.settings import several


class MetricsView(View):
    """The display settings of the playground, with other panels at the start."""

    panels: tuple[str, ...] = several(
        ("boundary", "metrics", "roc", "precision_recall"),
        {name: panel.label for name, panel in PANELS.items()},
        most=MOST_PANELS,
        title="panels",
        description=f"Panels that show the run: up to {MOST_PANELS}.",
    )


def choose_view() -> None:
    """Draw the controls: the threshold and the display settings."""
    st.markdown(
        "#### Metrics\nMove the threshold and watch the metrics change; press Play and watch the "
        "curves move into their corner. This is the run of the playground; its numbers and code "
        "are below."
    )
    controls.slider(MetricsView, "threshold", step=0.01)
    controls.menu(MetricsView, "spread")
    controls.number_box(MetricsView, "picked_seed")
    controls.several(MetricsView, "panels")
