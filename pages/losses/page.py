"""Losses: the value and the gradient of each at a logit, and which one stalls."""

from pages.losses.functions import show_functions
from pages.losses.settings import LossesSettings
from pages.losses.stalling import show_stalling
from web.session.page_head import page_head
from web.settings import controls

SECTIONS = {"functions": show_functions, "stalling": show_stalling}

settings, style = page_head(
    "Losses",
    "Move the logit z: how large is each loss there, and how large its gradient?",
    LossesSettings,
)
controls.tabs(LossesSettings, "section")
SECTIONS[settings.section](settings, style)
