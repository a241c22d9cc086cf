"""What the page of the book's experiment is set to, and what its sections have in common."""

from core.laboratory.book import FIGURES, Figure
from pages.book.code import code_of_figure
from web.session.page_head import columns, show_code
from web.settings import controls
from web.settings.settings import Settings, choice, number

WORK = "book"
"""What the work of this page is called: what two sections train goes on from one to the other."""

LARGEST_SEED = 2**31 - 101
"""So that the last of a hundred seeds is one that torch takes."""


class BookSettings(Settings):
    """What the sections are set to."""

    section: str = choice(
        "figures",
        {"figures": "The four figures", "seeds": "Seeds matter", "hundred": "A hundred seeds"},
        title="section",
        description="Which part of the page is open.",
    )
    figure: str = choice(
        "13.4",
        {number: f"Figure {number}" for number in FIGURES},
        title="figure",
        description="Whose program stands below.",
    )
    first_seed: int = number(
        1,
        low=0,
        high=LARGEST_SEED,
        whole=True,
        title="first seed",
        description="Draws the first network; the others have the 99 seeds after it.",
    )
    order: int = number(
        1,
        low=0,
        high=LARGEST_SEED,
        whole=True,
        title="seed of the order",
        description="Draws the order in which all of them see the points.",
    )


def network_of(figure: Figure) -> str:
    """What a figure trains, in a few words."""
    units = "–".join(map(str, figure.sizes))
    kind = f"{units} ReLU" if figure.hidden else f"{units}, no hidden layer"
    noise = f", NoisyLinear σ {figure.sigma:g}" if figure.sigma else ""
    return f"{kind}{noise}, η {figure.learning_rate:g}"


def show_program(settings: BookSettings) -> None:
    """Let a person choose a figure, and show the program that trains it."""
    left, _ = columns()
    with left:
        controls.menu(BookSettings, "figure")
    show_code(code_of_figure(settings.figure))
