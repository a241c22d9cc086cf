"""Capacity: how deep and how wide a network must be, measured with many seeds."""

from pages.capacity.code import code_of_cell
from pages.capacity.map import show_map
from pages.capacity.parameters import show_parameters
from pages.capacity.settings import CapacitySettings, choose_networks, plan_of
from web.session.page_head import columns, page_head, show_code
from web.settings import controls

SECTIONS = {"map": show_map, "parameters": show_parameters}

settings, style = page_head(
    "Capacity",
    "Train every depth and width from many seeds, then click a cell to see its boundaries.",
    CapacitySettings,
)
plan = plan_of(settings)
controls.tabs(CapacitySettings, "section")
left, right = columns()
with left:
    choose_networks(settings)
with right:
    SECTIONS[settings.section](plan, settings, style)
show_code(code_of_cell(plan.shown), "The PyTorch of the network that is shown, seed by seed")
