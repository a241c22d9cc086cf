"""The code of the capacity page runs as it is, for every problem and kind of start."""

import pytest

from core import RunConfig
from core.datasets import PROBLEMS
from core.laboratory.capacity import Cell
from core.tasks import run_to_completion
from pages.capacity.code import code_of_cell
from tests.core.choices import with_entry
from tests.pages.page import printed_by

BASE = RunConfig(n_points=40, batch_size=None, ensemble_size=2, seed=3, width=3)
KINDS = [
    *(with_entry("dataset", name) for name in PROBLEMS),
    {"hidden_layers": 0},
    {"initializer": "torch_default"},
    {"optimizer": "nesterov", "activation": "softsign", "loss": "mse"},
]


@pytest.mark.parametrize("changes", KINDS, ids=str)
def test_the_code_prints_the_accuracies_of_the_cell(changes):
    cell = Cell(BASE.replace(**changes), steps=5)
    found = run_to_completion(cell.run())
    accuracies, _, solved = printed_by(code_of_cell(cell)).splitlines()
    assert accuracies == "accuracies " + " ".join(f"{share:.4f}" for share in found.accuracies)
    assert solved == f"solved by {found.solved} of 2"
