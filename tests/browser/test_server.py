"""What the server gives out besides the page."""

import pytest
from playwright.sync_api import Page

from pages.live.assets import SCRIPTS_AND_STYLES
from tests.server import Server


@pytest.mark.parametrize("name", [*SCRIPTS_AND_STYLES, "plotly/plotly.min.js"])
def test_the_files_of_the_live_view_are_served(page: Page, server: Server, name: str) -> None:
    answer = page.request.get(f"{server.url}trainscope/{name}")
    assert answer.status == 200
    assert answer.body()


@pytest.mark.parametrize("name", ["live.py", "packing.py", "", "plotly/"])
def test_nothing_else_is(page: Page, server: Server, name: str) -> None:
    assert page.request.get(f"{server.url}trainscope/{name}").status == 404
