"""Autograd: one neuron, the chain rule from both ends and its cost, and gradient descent."""

from pages.autograd.accumulation import show_accumulation
from pages.autograd.cost import show_cost
from pages.autograd.descent import show_descent
from pages.autograd.neuron import show_neuron
from pages.autograd.settings import AutogradSettings
from web.session.page_head import page_head
from web.settings import controls

SECTIONS = {
    "neuron": show_neuron,
    "accumulation": show_accumulation,
    "cost": show_cost,
    "descent": show_descent,
}

settings, style = page_head(
    "Autograd",
    "Move the sliders: how PyTorch computes derivatives, and how gradient descent uses them.",
    AutogradSettings,
)
controls.tabs(AutogradSettings, "section")
SECTIONS[settings.section](settings, style)
