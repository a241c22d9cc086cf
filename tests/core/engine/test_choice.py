import os
import subprocess
import sys
from pathlib import Path

import pytest

import core
from core import RunConfig, Trainer
from core.activations import ACTIVATIONS
from core.engine import activations, losses, optimizers
from core.engine.choice import choose_engine
from core.losses import LOSSES
from core.optimizers import OPTIMIZERS

ROOT = Path(core.__file__).parents[1]


def test_compiled_is_the_default_of_float32_on_the_cpu():
    assert choose_engine(RunConfig()).name == "compiled"
    assert str(Trainer(RunConfig()).engine) == "compiled: The run is in float32 and on the CPU."


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"engine": "autograd"}, "The settings ask for it."),
        ({"dtype": "float64"}, "The compiled engine computes in float32 only."),
        ({"dtype": "float64", "engine": "compiled"}, "The compiled engine computes in float32"),
        ({"device": "cuda"}, "The compiled engine runs on the CPU only."),
    ],
)
def test_autograd_and_why(settings, reason):
    choice = choose_engine(RunConfig(**settings))
    assert choice.name == "autograd"
    assert choice.reason.startswith(reason)


@pytest.mark.parametrize(
    ("forms", "field", "name"),
    [
        (activations.COMPILED, "activation", "tanh"),
        (losses.COMPILED, "loss", "bce"),
        (optimizers.COMPILED, "optimizer", "sgd"),
    ],
)
def test_what_has_no_compiled_form_runs_on_autograd(monkeypatch, forms, field, name):
    monkeypatch.delitem(forms, name)
    trainer = Trainer(RunConfig(**{field: name})).train(5)
    assert str(trainer.engine) == f"autograd: The {field} {name!r} has no compiled form."
    assert trainer.step == 5


def test_all_that_the_catalogues_have_is_compiled():
    assert activations.COMPILED.keys() == ACTIVATIONS.keys()
    assert losses.COMPILED.keys() == LOSSES.keys()
    assert optimizers.COMPILED.keys() == OPTIMIZERS.keys()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_parameters_of_an_optimizer_have_the_names_of_its_catalogue(name):
    assert optimizers.COMPILED[name].parameters == tuple(OPTIMIZERS[name].parameters)


def run(program: str, **environment: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_without_numba():
    program = (
        "import sys; sys.modules['numba'] = None\n"
        "from core import RunConfig, Trainer\n"
        "trainer = Trainer(RunConfig(engine='compiled')).train(5)\n"
        "print(trainer.step, trainer.engine)"
    )
    assert run(program).startswith("5 autograd: Numba can't be imported here: ")


# Where compiled code is kept

SMALL = """
from core.engine import jit

{before}

@jit.entry
def double(x):
    return 2 * x

assert double(4) == 8
print(sum(double.stats.cache_hits.values()) if double.stats.cache_path else "no folder")
"""


def hits(folder: Path, before: str = "", **environment: str) -> str:
    """What of a small function was found on the disk, by a process of its own."""
    program = folder / "small.py"
    program.write_text(SMALL.format(before=before))
    return run(f"import runpy; runpy.run_path({str(program)!r})", **environment).strip()


def test_what_was_compiled_is_kept_until_a_source_changes(tmp_path):
    kept = {"NUMBA_CACHE_DIR": str(tmp_path)}
    assert hits(tmp_path, **kept) == "0"
    assert hits(tmp_path, **kept) == "1"
    assert hits(tmp_path, "jit.sources_hash = lambda: 'changed'", **kept) == "0"


def test_where_no_folder_can_be_written_it_is_compiled_in_memory(tmp_path):
    before = "jit._FOLDERS = 'core.engine.jit.InChosenFolder'"
    assert hits(tmp_path, before, NUMBA_CACHE_DIR="/proc/nowhere") == "no folder"
