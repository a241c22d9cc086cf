"""The settings of the page about the book's experiment, and what its sections share."""

from core.laboratory.book import FIGURES, Figure
from pages.book.code import code_of_figure
from web.session.page_head import columns, show_code
from web.settings import controls
from web.settings.settings import Settings, choice, number

WORK = "book"
"""The job of all sections: training that one has started continues in another."""

LARGEST_SEED = 2**31 - 101
"""Largest first seed: the last of a hundred seeds must be one that torch takes."""


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
        description="The figure whose program is shown below.",
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
        description="Draws the order in which all networks see the points.",
    )


def network_of(figure: Figure) -> str:
    """The network of a figure and its learning rate, in a few words."""
    units = "–".join(map(str, figure.sizes))
    kind = f"{units} ReLU" if figure.hidden else f"{units}, no hidden layer"
    noise = f", NoisyLinear σ {figure.sigma:g}" if figure.sigma else ""
    return f"{kind}{noise}, η {figure.learning_rate:g}"


def show_program(settings: BookSettings) -> None:
    """Draw a menu of the figures, and the program that trains the chosen one."""
    left, _ = columns()
    with left:
        controls.menu(BookSettings, "figure")
    show_code(code_of_figure(settings.figure))
