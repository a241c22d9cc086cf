"""The book's XOR experiment: its four figures, two runs of one network, and a hundred seeds."""

from pages.book.four_figures import show_figures
from pages.book.hundred_seeds import show_hundred_seeds
from pages.book.settings import BookSettings
from pages.book.two_runs import show_two_runs
from web.session.page_head import page_head
from web.settings import controls

SECTIONS = {"figures": show_figures, "seeds": show_two_runs, "hundred": show_hundred_seeds}

settings, style = page_head(
    "The book",
    "Train four figures of a textbook, with its own random numbers. Were they luck?",
    BookSettings,
)
controls.tabs(BookSettings, "section")
SECTIONS[settings.section](settings, style)
