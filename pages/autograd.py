"""Autograd: one neuron, the chain rule from both ends and its price, and gradient descent."""

from pages import controls, laboratory
from pages.sections.autograd import AutogradSettings
from pages.sections.autograd_accumulation import show_accumulation
from pages.sections.autograd_cost import show_cost
from pages.sections.autograd_descent import show_descent
from pages.sections.autograd_neuron import show_neuron

SECTIONS = {
    "neuron": show_neuron,
    "accumulation": show_accumulation,
    "cost": show_cost,
    "descent": show_descent,
}

settings, style = laboratory.open_page(
    "Autograd", "How PyTorch gets a derivative, and what it is good for.", AutogradSettings
)
controls.tabs(AutogradSettings, "section")
SECTIONS[settings.section](settings, style)
