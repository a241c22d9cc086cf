"""Claims: what was published about small networks, measured here."""

from functools import partial

from pages import laboratory
from pages.sections.claims import ALL, TRIALS, WORK, ClaimsSettings
from pages.sections.claims_card import show_card
from pages.sections.claims_overview import show_overview
from pages.snippets.claims import code_of_claim
from pages.work import work

settings, style = laboratory.open_page(
    "Claims", "Published sentences about small networks: do they hold here?", ClaimsSettings
)
shown = show_overview if settings.claim == ALL else partial(show_card, settings.claim)
work(WORK, tuple(TRIALS.values()), "Run all", shown)
if settings.claim != ALL:
    laboratory.show_code(code_of_claim(settings.claim), "The same measurement in a notebook")
