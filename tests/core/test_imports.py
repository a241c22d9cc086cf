"""The core knows PyTorch and nothing of the dashboard: a notebook can use it alone."""

import json
import subprocess
import sys
from pathlib import Path

import core

FOREIGN = {"streamlit", "plotly", "web", "pages", "dashboard"}
ROOT = Path(core.__file__).parents[1]


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
