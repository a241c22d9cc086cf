"""Nothing that comes from outside is executed: no pickle, no eval, nothing that reads either."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("core", "web", "pages")
SOURCES = [ROOT / "dashboard.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]

MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "yaml"}
BUILTINS = {"eval", "exec", "compile", "__import__"}
LOADERS = {"load", "loads", "read_pickle", "load_state_dict_from_url", "fromregex", "memmap"}
READERS = {"torch", "np", "numpy", "pd", "pandas", "hub"}


def dangers(source: str) -> list[str]:
    """What a program uses that could run what a stranger wrote."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] in MODULES]
        elif isinstance(node, ast.ImportFrom):
            found += [str(node.module)] * (str(node.module).split(".")[0] in MODULES)
        elif isinstance(node, ast.Name):
            found += [node.id] * (node.id in BUILTINS)
        elif isinstance(node, ast.Attribute) and node.attr in LOADERS:
            owner = getattr(node.value, "id", getattr(node.value, "attr", ""))
            found += [f"{owner}.{node.attr}"] * (owner in READERS)
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_source_runs_what_comes_from_outside(path: Path) -> None:
    assert dangers(path.read_text(encoding="utf-8")) == []


def test_the_dangers_are_found() -> None:
    program = (
        "import pickle, os\nfrom joblib.numpy_pickle import load\nimport numpy as np\n"
        "np.load(f, allow_pickle=True)\ntorch.load(f)\ntorch.hub.load(f)\nf = eval\nx.eval()\n"
        "json.loads(f)\n"
    )
    found = ["pickle", "joblib.numpy_pickle", "np.load", "torch.load", "hub.load", "eval"]
    assert sorted(dangers(program)) == sorted(found)
