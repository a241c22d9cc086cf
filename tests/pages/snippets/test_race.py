"""The code of the optimizers page runs as it is, and prints what the page shows."""

import pytest
import torch

from core.mechanics.race import race
from core.mechanics.surfaces import SURFACES
from core.optimizers import OPTIMIZERS
from pages.snippets.race import code_of_race, constructor
from tests.core import textbook

TARGET = 1e-3


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_constructor_builds_what_it_names(name):
    w = torch.zeros(1, requires_grad=True)
    built = eval(constructor(name, 0.03), {"torch": torch, "w": w})
    kind, parameters = textbook.OPTIMIZERS[name]
    plain = kind([w], lr=0.03, **parameters)
    assert type(built) is kind
    assert built.defaults == plain.defaults


def test_the_code_prints_the_numbers_of_the_page(capsys):
    surface = SURFACES["saddle"]
    entries = [("sgd", 0.1), ("adagrad", 0.1), ("adam", 0.3)]
    exec(code_of_race(surface, entries, surface.start, 120, TARGET), {})
    printed = capsys.readouterr().out.splitlines()
    racers = race(surface, entries, surface.start, 120, TARGET)
    assert printed == [
        f"{OPTIMIZERS[name].label} {racer.arrived_after or '-'} {racer.losses[-1]:.3g}"
        for (name, _), racer in zip(entries, racers, strict=True)
    ]
    assert racers[1].arrived_after is None
