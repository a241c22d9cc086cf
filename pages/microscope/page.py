"""The microscope: the gradient of one weight of the present run, as a sum over paths."""

from pages.microscope.gradient import show_gradient
from pages.microscope.settings import MicroscopeSettings, choose, fit_to_run
from web.session import session
from web.session.page_head import columns, page_head

settings, style = page_head(
    "Microscope",
    "Choose a weight: its gradient is a sum over all paths from it to the loss.",
    MicroscopeSettings,
    of_run=True,
    fit=fit_to_run,
)
run = session.present_run()
left, right = columns()
with left:
    chosen = choose(settings, run.config)
with right:
    show_gradient(run, chosen, 10.0**settings.log10_h, style)
