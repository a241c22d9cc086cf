"""Initialization: what a network is before its first step."""

from pages.initialization.born_dead import show_born_dead
from pages.initialization.settings import InitializationSettings
from pages.initialization.signal import show_signal
from pages.initialization.symmetry import show_symmetry
from pages.initialization.weights import show_weights
from web.session.page_head import page_head
from web.settings import controls

SECTIONS = {
    "signal": show_signal,
    "weights": show_weights,
    "symmetry": show_symmetry,
    "born_dead": show_born_dead,
}

settings, style = page_head(
    "Initialization",
    "Choose how weights start, and see whether a signal gets through the layers.",
    InitializationSettings,
)
controls.tabs(InitializationSettings, "section")
SECTIONS[settings.section](settings, style)
