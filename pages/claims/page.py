"""Claims: what was published about small networks, measured here."""

from functools import partial

from pages.claims.card import show_card
from pages.claims.code import code_of_claim
from pages.claims.overview import show_overview
from pages.claims.settings import ALL, TASKS, WORK, ClaimsSettings
from web.jobs.jobs import work
from web.session.page_head import page_head, show_code

settings, style = page_head(
    "Claims",
    "Press Run to measure what was published about small networks: does it hold here?",
    ClaimsSettings,
)
shown = show_overview if settings.claim == ALL else partial(show_card, settings.claim)
work(WORK, tuple(TASKS.values()), "Run all", shown)
if settings.claim != ALL:
    show_code(code_of_claim(settings.claim), "The same measurement in a notebook")
