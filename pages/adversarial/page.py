"""Adversarial points: how far a point must move until the network changes its class."""

from pages.adversarial.map import show_map
from pages.adversarial.point import show_point
from pages.adversarial.robustness import show_robustness
from pages.adversarial.settings import AdversarialSettings
from web.session.page_head import page_head
from web.settings import controls

SECTIONS = {"point": show_point, "map": show_map, "robustness": show_robustness}

settings, style = page_head(
    "Adversarial points",
    "Click a point: how far must it move until the network changes its class?",
    AdversarialSettings,
)
controls.tabs(AdversarialSettings, "section")
SECTIONS[settings.section](settings, style)
