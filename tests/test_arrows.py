"""Which room may import which: pages stand on `web/`, and `web/` on `core/`."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

GROUND = {"core", "web/charts", "web/server"}
MIDDLE = GROUND | {"web/settings", "web/jobs"}

ALLOWED = {
    "core": set(),
    "web/charts": {"core"},
    "web/server": {"core", "web/charts"},  # for assets.loader: the waiting page has a script too
    "web/settings": GROUND,
    "web/jobs": GROUND,
    "web/live": MIDDLE,
    "web/session": MIDDLE | {"web/live"},
    "pages": MIDDLE | {"web/live", "web/session"},
    "dashboard.py": {
        "core",
        "web/charts",
        "web/server",
    },  # core: the engine is compiled at the start
}
"""Room → the rooms that it may import, besides itself. A page is a room of its own."""

OURS = {"core", "web", "pages", "dashboard", "tests"}

CORE_DOES_WITHOUT = {"streamlit", "plotly"}

SOURCES = [ROOT / "dashboard.py"] + [
    path
    for top in ("core", "web", "pages")
    for path in sorted((ROOT / top).rglob("*.py"))
    if path != ROOT / "web" / "__init__.py"  # it stands in no room
]


def room_of(place: tuple[str, ...]) -> str:
    """The room of a file or a module, by the parts of its path or name."""
    if place[0] == "dashboard":
        return "dashboard.py"
    return "/".join(place[:2]) if place[0] in ("web", "pages") else place[0]


def imported_by(source: str) -> set[tuple[str, ...]]:
    """The modules that a program imports, as parts of their names."""
    modules = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where an arrow leads"
            modules.add(str(node.module))
    return {tuple(module.split(".")) for module in modules}


def forbidden(place: tuple[str, ...], source: str) -> list[str]:
    """The modules that a file at this place imports and may not."""
    room = room_of(place)
    allowed = ALLOWED["pages" if place[0] == "pages" else room] | {room}
    checked = OURS | CORE_DOES_WITHOUT if room == "core" else OURS
    return sorted(
        ".".join(module)
        for module in imported_by(source)
        if module[0] in checked and room_of(module) not in allowed
    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_room_may(path: Path) -> None:
    place = path.relative_to(ROOT).with_suffix("").parts
    assert forbidden(place, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("core/config", "import streamlit as st"),
        ("core/config", "from web.charts import style"),
        ("web/charts/chart", "from web.server.metrics import METRICS"),
        ("web/settings/url", "def f():\n    from web.live.run import Run"),
        ("web/live/live", "import web.session.session"),
        ("web/live/live", "from web import live"),
        ("pages/claims/page", "from pages.capacity.settings import CapacitySettings"),
        ("pages/claims/page", "import dashboard"),
        ("web/jobs/jobs", "from tests.server import Server"),
    ],
)
def test_an_import_that_runs_upward_is_found(place: str, source: str) -> None:
    assert len(forbidden(tuple(place.split("/")), source)) == 1


def test_the_table_has_every_room_and_no_circle() -> None:
    rooms = {room_of(path.relative_to(ROOT).with_suffix("").parts) for path in SOURCES}
    pages = {room for room in rooms if room.startswith("pages/")}
    assert rooms - pages == set(ALLOWED) - {"pages"}
    for room, below in ALLOWED.items():
        assert all(room not in ALLOWED[other] for other in below), room
