"""Models: the network of the run as code, its layers, and a layer of one's own."""

from pages import controls, laboratory
from pages.sections.models import ModelsSettings
from pages.sections.models_network import show_network
from pages.sections.models_noisy import show_noisy

settings, style = laboratory.open_page(
    "Models",
    "The network that trains on the playground, as code to copy, layer by layer.",
    ModelsSettings,
    of_run=True,
)
controls.tabs(ModelsSettings, "section")
if settings.section == "noisy":
    show_noisy(settings, style)
else:
    show_network(settings)
