"""The core knows PyTorch and nothing of the dashboard: a notebook can use it alone."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import core

FOREIGN = {"streamlit", "plotly", "web", "pages", "dashboard"}
ROOT = Path(core.__file__).parents[1]
SOURCES = sorted((ROOT / "core").rglob("*.py"))


def imported_packages(source: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source.name} has a relative import"
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_no_file_names_the_dashboard(source):
    assert not imported_packages(source) & FOREIGN


def test_no_import_brings_the_dashboard_along():
    program = "import core, core.__main__, json, sys; print(json.dumps(list(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = {name.partition(".")[0] for name in json.loads(result.stdout)}
    assert "torch" in modules
    assert not modules & FOREIGN


def test_public_names():
    assert set(core.__all__) == {"ConfigError", "RunConfig", "Trainer"}
