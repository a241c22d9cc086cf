"""README and docs: links open, code and commands do what is said of them."""

import math
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from torch import nn

from core.diagnosis import diagnose
from core.quantities import QUANTITIES
from tests.pages.page import open_page

ROOT = Path(__file__).parents[2]
FILES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
NOTEBOOK = (ROOT / "docs" / "notebook.md").read_text(encoding="utf-8")
TEXT = "\n".join(file.read_text(encoding="utf-8") for file in FILES)
LINKS = sorted(set(re.findall(r"\((http://localhost:8501/[^)]*)\)", TEXT)))
COMMANDS = re.findall(r"^\.venv/bin/python (-m core .*)$", TEXT, re.MULTILINE)


def test_there_are_links_and_commands():
    assert len(LINKS) > 15
    assert COMMANDS


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_that_is_linked_to_exists(file):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text(encoding="utf-8"))
    assert [target for target in targets if not (file.parent / target).exists()] == []


@pytest.mark.parametrize("link", LINKS)
def test_every_link_opens_what_it_says(link):
    address = urlsplit(link)
    app = open_page(address.path.strip("/") or "app", **dict(parse_qsl(address.query)))
    assert not app.exception
    assert not app.warning


def test_the_code_gives_what_its_comments_say():
    (block,) = re.findall(r"```python\n(.*?)```", NOTEBOOK, re.DOTALL)
    names = {}
    exec(compile(block, "notebook.md", "exec"), names)
    trainer = names["trainer"]
    assert trainer.step == 500
    frame, layers = trainer.history.frame(), trainer.history.layers()
    assert set(frame) == {"step", "member"} | {
        f"{of}_{what}" for of in ("train", "validation") for what in ("loss", "accuracy")
    }
    assert set(layers) == {"step", "member", "layer", *QUANTITIES}
    assert trainer.solved.shape == (32,)
    assert type(trainer.member(0)) is nn.Sequential
    assert all(finding.sentence for finding in diagnose(trainer))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_print_scores_and_how_many_steps_were_taken(command):
    arguments = [sys.executable, *command.split()]
    run = subprocess.run(arguments, cwd=ROOT, check=True, capture_output=True, text=True)
    *scores, _, last = run.stdout.splitlines()
    printed = dict(line.split() for line in scores)
    assert float(printed["train_loss"]) < math.log(2)  # of an even guess
    assert 0.5 < float(printed["validation_accuracy"]) <= 1
    (steps,) = re.findall(r"--steps (\d+)", command)
    assert last.startswith(f"{steps} steps, ")
    assert run.stderr == ""
