"""Adversarial points: how little it takes to change a network's mind."""

from pages import controls, laboratory
from pages.sections.adversarial import AdversarialSettings
from pages.sections.adversarial_point import show_point

SECTIONS = {"point": show_point}

settings, style = laboratory.open_page(
    "Adversarial points",
    "How little must a point move to change the network's mind? Click one.",
    AdversarialSettings,
)
controls.tabs(AdversarialSettings, "section")
SECTIONS[settings.section](settings, style)
