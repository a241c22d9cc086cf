"""What the server gives out: the page at every page's address, and files."""

import re

import pytest
from playwright.sync_api import Page

from tests.server import ROOT, Server
from web.charts.assets import SCRIPTS_AND_STYLES, VERSION


def test_every_page_has_an_address(page: Page, server: Server) -> None:
    names = re.findall(r'url_path="(\w+)"', (ROOT / "pages" / "app.py").read_text())
    assert "metrics" in names
    for name in names:
        answer = page.request.get(f"{server.url}{name}")
        assert answer.headers["content-type"].startswith("text/html"), name
        assert '<div id="root">' in answer.text()


@pytest.mark.parametrize("name", [*SCRIPTS_AND_STYLES, "plotly/plotly.min.js"])
def test_the_files_of_the_live_view_are_served(page: Page, server: Server, name: str) -> None:
    answer = page.request.get(f"{server.url}trainscope/{VERSION}/{name}")
    assert answer.status == 200
    assert answer.body()


@pytest.mark.parametrize(
    "name", ["live/live.py", "charts/packing.py", "live.js", "live", "", "plotly/"]
)
def test_nothing_else_is(page: Page, server: Server, name: str) -> None:
    assert page.request.get(f"{server.url}trainscope/{VERSION}/{name}").status == 404
