"""Adversarial points: how little it takes to change a network's mind."""

from pages import controls, laboratory
from pages.sections.adversarial import AdversarialSettings
from pages.sections.adversarial_map import show_map
from pages.sections.adversarial_point import show_point
from pages.sections.adversarial_robustness import show_robustness

SECTIONS = {"point": show_point, "map": show_map, "robustness": show_robustness}

settings, style = laboratory.open_page(
    "Adversarial points",
    "How little must a point move to change the network's mind? Click one.",
    AdversarialSettings,
)
controls.tabs(AdversarialSettings, "section")
SECTIONS[settings.section](settings, style)
