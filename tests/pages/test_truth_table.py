"""The XOR truth table from the page: how many of 256 seeds learn it, by the number of units."""

import pytest

from tests.pages.page import ask, header_of, open_page

SIGMOID = {
    **{"dataset": "truth_table", "hidden_layers": "1", "activation": "sigmoid", "loss": "bce"},
    **{"optimizer": "adam", "learning_rate": "0.05", "batch_size": "full"},
    **{"initializer": "torch_default", "ensemble_size": "256", "step": "3000"},
}

# Of 1,000 seeds in plain PyTorch; sampling moves them by 3 points.
LEARNED = {"2": 0.519, "3": 0.826, "4": 0.961, "8": 1.0}


@pytest.mark.parametrize("width", LEARNED)
def test_the_share_of_seeds_that_learn_it_is_the_known_one(width):
    app = open_page(**SIGMOID, width=width, panels="loss")
    for number in range(1, 200):
        ask(app, "catch_up", number)
        header = header_of(app)
        if not header["catching_up_to"]:
            break
    numbers = header["numbers"][-1]
    assert numbers["step"] == 3000
    assert numbers["members"] == 256
    low, high = numbers["solved_low"], numbers["solved_high"]
    assert low - 0.03 <= LEARNED[width] <= high + 0.03
    assert high - low < 0.13  # narrow enough to tell the widths apart
