"""The book's XOR experiment: its four figures, two runs that differ by luck, and a hundred more."""

from pages import controls, laboratory
from pages.sections.book import BookSettings
from pages.sections.book_figures import show_figures
from pages.sections.book_hundred import show_hundred
from pages.sections.book_seeds import show_seeds

SECTIONS = {"figures": show_figures, "seeds": show_seeds, "hundred": show_hundred}

settings, style = laboratory.open_page(
    "The book",
    "Four figures of a textbook, trained live with its own random numbers. Was it luck?",
    BookSettings,
)
controls.tabs(BookSettings, "section")
SECTIONS[settings.section](settings, style)
