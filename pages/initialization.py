"""Initialization: what a network is before its first step."""

from pages import controls, laboratory
from pages.sections.initialization import InitializationSettings
from pages.sections.initialization_born_dead import show_born_dead
from pages.sections.initialization_signal import show_signal
from pages.sections.initialization_symmetry import show_symmetry
from pages.sections.initialization_weights import show_weights

SECTIONS = {
    "signal": show_signal,
    "weights": show_weights,
    "symmetry": show_symmetry,
    "born_dead": show_born_dead,
}

settings, style = laboratory.open_page(
    "Initialization",
    "How a network starts decides whether anything gets through it.",
    InitializationSettings,
)
controls.tabs(InitializationSettings, "section")
SECTIONS[settings.section](settings, style)
