"""Adversarial points: how little it takes to change a network's mind."""

from pages.adversarial.map import show_map
from pages.adversarial.point import show_point
from pages.adversarial.robustness import show_robustness
from pages.adversarial.settings import AdversarialSettings
from web.session.page_head import page_head
from web.settings import controls

SECTIONS = {"point": show_point, "map": show_map, "robustness": show_robustness}

settings, style = page_head(
    "Adversarial points",
    "How little must a point move to change the network's mind? Click one.",
    AdversarialSettings,
)
controls.tabs(AdversarialSettings, "section")
SECTIONS[settings.section](settings, style)
