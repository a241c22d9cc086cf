"""The book's XOR experiment: its four figures, two runs that differ by luck, and a hundred more."""

from pages.book.figures import show_figures
from pages.book.hundred import show_hundred
from pages.book.seeds import show_seeds
from pages.book.settings import BookSettings
from web.session.page_head import page_head
from web.settings import controls

SECTIONS = {"figures": show_figures, "seeds": show_seeds, "hundred": show_hundred}

settings, style = page_head(
    "The book",
    "Four figures of a textbook, trained live with its own random numbers. Was it luck?",
    BookSettings,
)
controls.tabs(BookSettings, "section")
SECTIONS[settings.section](settings, style)
