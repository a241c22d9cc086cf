"""Losses: what each makes of a logit, how hard it pulls, and which one stalls."""

from pages.losses.functions import show_functions
from pages.losses.settings import LossesSettings
from pages.losses.stalling import show_stalling
from web.session.page_head import page_head
from web.settings import controls

SECTIONS = {"functions": show_functions, "stalling": show_stalling}

settings, style = page_head(
    "Losses", "What a loss makes of the logit z, and how hard it pulls at it.", LossesSettings
)
controls.tabs(LossesSettings, "section")
SECTIONS[settings.section](settings, style)
