"""Models: the network of the run as code, its layers, and a layer of one's own."""

from pages.models.network import show_network
from pages.models.noisy_linear import show_noisy
from pages.models.settings import ModelsSettings
from web.session.page_head import page_head
from web.settings import controls

settings, style = page_head(
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
