"""Models: the network of the run as code, its layers, and a custom layer."""

from pages.models.network import show_network
from pages.models.noisy_linear import show_noisy
from pages.models.settings import ModelsSettings
from web.session.page_head import page_head
from web.settings import controls

settings, style = page_head(
    "Models",
    "Change the network of the playground layer by layer, and copy its code.",
    ModelsSettings,
    of_run=True,
)
controls.tabs(ModelsSettings, "section")
if settings.section == "noisy":
    show_noisy(settings, style)
else:
    show_network(settings)
