"""Capacity: what depth and width can tell apart, from many seeds each."""

from pages.capacity.code import code_of_cell
from pages.capacity.map import show_map
from pages.capacity.parameters import show_parameters
from pages.capacity.settings import CapacitySettings, choose_networks, shown_of
from web.session.page_head import columns, page_head, show_code
from web.settings import controls

SECTIONS = {"map": show_map, "parameters": show_parameters}

settings, style = page_head(
    "Capacity",
    "How deep and how wide must a network be? Train them all, from many seeds, and click.",
    CapacitySettings,
)
controls.tabs(CapacitySettings, "section")
left, right = columns()
with left:
    choose_networks(settings)
with right:
    SECTIONS[settings.section](settings, style)
show_code(
    code_of_cell(shown_of(settings)), "The PyTorch of the network that is shown, seed by seed"
)
