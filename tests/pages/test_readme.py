"""What the README says can be done."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.pages.page import open_page

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
LINKS = re.findall(r"\((http://localhost:8501/[^)]*)\)", README)
COMMANDS = re.findall(r"^\.venv/bin/python (-m core .*)$", README, re.MULTILINE)


def test_there_are_links_commands_and_code():
    assert len(LINKS) > 5
    assert COMMANDS


@pytest.mark.parametrize("link", LINKS)
def test_every_link_opens_what_it_says(link):
    address = urlsplit(link)
    app = open_page(address.path.strip("/") or "app", **dict(parse_qsl(address.query)))
    assert not app.exception
    assert not app.warning


def test_the_code_runs():
    for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        exec(compile(block, "README.md", "exec"), {})


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_run(command):
    subprocess.run([sys.executable, *command.split()], cwd=ROOT, check=True, capture_output=True)
