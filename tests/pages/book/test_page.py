"""The page of the book's experiment."""

import re
from dataclasses import replace

import numpy as np
import pytest

from core.laboratory.book import FIGURES, BookFigure, Course
from core.laboratory.book_seeds import MEMBERS, SIDE, BookSeeds, Seeds
from core.tasks import run_to_completion
from pages.book.code import code_of_figure, code_of_seed
from pages.book.four_figures import describe_scores
from pages.book.hundred_seeds import describe_seeds
from tests.pages.page import change, markdown, open_page, printed_by
from web.jobs import jobs

pytestmark = pytest.mark.usefixtures("no_results")


def course(epochs, *ends):
    """A course whose scores are `ends` at every epoch."""
    scores = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")
    columns = {name: np.full(epochs, end) for name, end in zip(scores, ends, strict=True)}
    return Course(columns, np.full((4, 4), 0.5))


def hundred(epochs=200):
    """Losses 0.00 to 0.99; the first twenty are right."""
    ranks = np.arange(MEMBERS)
    accuracies = np.where(ranks < 20, 0.97, 0.6)
    tiles = np.zeros((MEMBERS, SIDE, SIDE), dtype=np.uint8)
    return Seeds(epochs, ranks + 1, ranks / 100, accuracies, tiles)


def know(task, result):
    """Store the result of a task."""
    jobs.RESULTS.put(task, result)


def opened(**address):
    app = open_page("book", **address)
    assert not app.exception
    assert not app.warning
    return app


def buttons(app):
    return {button.label: button for button in app.button}


def test_nothing_trains_by_itself_and_each_figure_has_a_button():
    app = opened()
    assert [button.label for button in app.button].count("Train") == len(FIGURES)
    assert "Train all four" in buttons(app)
    assert "The reference ends at loss 0.2382 / 0.3611, accuracy 0.89 / 0.85." in markdown(app)


def test_a_figure_trains_alone_and_can_be_cancelled():
    app = opened()
    app.button(key="train_13.4").click().run()
    for _ in range(40):
        app.run()
        if "Epoch" in markdown(app):
            break
    assert re.search(r"Epoch \d+ of 200: loss 0\.\d{4} / 0\.\d{4}, accuracy", markdown(app))
    assert app.button(key="train_13.3").disabled
    buttons(app)["Cancel"].click().run()
    assert "Epoch" not in markdown(app)
    assert not app.button(key="train_13.3").disabled


def test_figures_that_are_known_are_shown_at_once():
    know(BookFigure("13.4"), course(200, *FIGURES["13.4"].ends))
    app = opened()
    expected = (
        "Epoch 200: **loss 0.2382 / 0.3611, accuracy 0.89 / 0.85**, the same as the reference."
    )
    assert expected in markdown(app)
    assert "Train all four (3 left)" in buttons(app)
    assert "train_13.4" not in {button.key for button in app.button}


def test_other_scores_are_shown_beside_those_of_the_reference():
    ends = (0.2383, *FIGURES["13.4"].ends[1:])
    assert describe_scores("13.4", course(200, *ends)) == (
        "Epoch 200: **loss 0.2383 / 0.3611, accuracy 0.89 / 0.85**; "
        "the reference: loss 0.2382 / 0.3611, accuracy 0.89 / 0.85."
    )


def test_the_two_runs_are_compared_once_both_are_trained():
    know(BookFigure("13.4"), course(200, *FIGURES["13.4"].ends))
    app = opened(section="seeds")
    assert "Train both and see how far apart they end" in markdown(app)
    know(BookFigure("13.5"), course(200, *FIGURES["13.5"].ends))
    app.run()
    assert "Validation loss **0.3611** against **0.1233**" in markdown(app)
    assert app.button(key="book_run").disabled


def test_training_continues_in_another_section_that_needs_it():
    app = opened(section="seeds")
    buttons(app)["Train both"].click().run()
    for section in ("hundred", "figures"):
        change(app, "section", section)
        assert not app.exception
        assert "Cancel" in buttons(app)


def test_the_button_of_the_hundred_seeds_names_the_two_runs_too():
    app = opened(section="hundred")
    assert "Train 100 seeds and figures 13.4 and 13.5" in buttons(app)


def test_the_runs_have_their_ranks_among_the_seeds():
    runs = {"13.4": course(200, 0.2, 0.3611, 0.9, 0.85), "13.5": course(200, 0, 0.1233, 1, 0.95)}
    text = describe_seeds(hundred(), runs)
    assert "from 0 to 0.99, with a median of **0.495**." in text
    assert "**20 of 100** seeds get at least 95% right" in text
    assert "13–29%" in text  # Wilson's interval of 20 of 100
    assert "**Figure 13.4 is better than 63 of 100 seeds.** **Figure 13.5 is better than 87" in text


def test_runs_are_not_ranked_before_the_seeds_are_trained():
    text = describe_seeds(hundred(epochs=3.5), {"13.4": course(200, 0.2, 0.36, 0.9, 0.85)})
    assert text.startswith("Epoch 3 of 200. Validation losses go from 0 to 0.99")
    assert "better" not in text


def test_another_order_is_another_ensemble():
    know(BookSeeds(1, 1), hundred())
    app = opened(section="hundred")
    assert "20 of 100" in markdown(app)
    change(app, "order", 2)
    assert "Was 13.4 unlucky" in markdown(app)
    assert app.query_params["order"] == "2"
    know(BookSeeds(1, 2), replace(hundred(), accuracies=np.ones(MEMBERS)))
    app.run()
    assert "100 of 100" in markdown(app)


def test_the_link_opens_the_same_ensemble_on_the_playground():
    app = opened(section="hundred", first_seed="7", order="3")
    (link,) = re.findall(r"\(\./\?(.*)\)", markdown(app))
    given = dict(pair.split("=") for pair in link.split("&"))
    playground = open_page(**given)
    assert not playground.exception
    assert not playground.warning
    config = playground.session_state["run_state"].run.config
    assert config == BookSeeds(7, 3).config
    assert (config.ensemble_size, config.batch_size, config.learning_rate) == (100, 2, 0.015)


@pytest.mark.parametrize("number", FIGURES)
def test_the_program_of_a_figure_prints_what_the_page_says(number):
    epochs = 4
    found = run_to_completion(BookFigure(number, epochs).run()).last()
    losses, accuracies = printed_by(code_of_figure(number, epochs)).splitlines()
    assert losses == f"loss {found['train_loss']:.4f} / {found['validation_loss']:.4f}"
    train, validation = found["train_accuracy"], found["validation_accuracy"]
    assert accuracies == f"accuracy {train:.2f} / {validation:.2f}"


def test_a_figure_is_chosen_for_its_program():
    app = opened(figure="13.5")
    assert "class Network(nn.Module)" in app.code[0].value
    change(app, "figure", "13.6")
    assert "class NoisyLinear(nn.Module)" in app.code[0].value


def test_the_program_of_a_seed_prints_its_scores():
    seeds = run_to_completion(BookSeeds(5, 8, 3).run())
    (rank,) = np.flatnonzero(seeds.seeds == 5)
    expected = f"seed 5: loss {seeds.losses[rank]:.4f}, accuracy {seeds.accuracies[rank]:.2f}\n"
    assert printed_by(code_of_seed(5, 8, 3)) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [("figure", "13.7"), ("first_seed", "-1"), ("order", "1e99"), ("section", "bogus")],
)
def test_a_refused_value_of_the_url_is_named(name, value):
    app = open_page("book", **{name: value})
    assert not app.exception
    assert value in app.warning[0].value.replace("\\", "")
