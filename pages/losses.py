"""Losses: what each makes of a logit, how hard it pulls, and which one stalls."""

from pages import controls, laboratory
from pages.sections.losses import LossesSettings
from pages.sections.losses_functions import show_functions
from pages.sections.losses_stalling import show_stalling

SECTIONS = {"functions": show_functions, "stalling": show_stalling}

settings, style = laboratory.open_page(
    "Losses", "What a loss makes of the logit z, and how hard it pulls at it.", LossesSettings
)
controls.tabs(LossesSettings, "section")
SECTIONS[settings.section](settings, style)
