"""The code of the optimizers page runs as it is, and prints what the page shows."""

from core.mechanics.race import race
from core.mechanics.surfaces import SURFACES
from core.optimizers import OPTIMIZERS
from pages.optimizers.code import code_of_race

TARGET = 1e-3


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
