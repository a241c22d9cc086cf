"""Capacity: what depth and width can tell apart, from many seeds each."""

from pages import controls, laboratory
from pages.sections.capacity import CapacitySettings, choose_networks, shown_of
from pages.sections.capacity_map import show_map
from pages.sections.capacity_parameters import show_parameters
from pages.snippets.capacity import code_of_cell

SECTIONS = {"map": show_map, "parameters": show_parameters}

settings, style = laboratory.open_page(
    "Capacity",
    "How deep and how wide must a network be? Train them all, from many seeds, and click.",
    CapacitySettings,
)
controls.tabs(CapacitySettings, "section")
left, right = laboratory.columns()
with left:
    choose_networks(settings)
with right:
    SECTIONS[settings.section](settings, style)
laboratory.show_code(
    code_of_cell(shown_of(settings)), "The PyTorch of the network that is shown, seed by seed"
)
