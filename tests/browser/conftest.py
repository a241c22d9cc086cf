"""A real server and a real Chromium."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chart_page import ChartPage
from tests.browser.live_page import VIEWPORT, LivePage, SharedPage
from tests.server import Server

# Workers, each with a server and a browser, share what may be two busy cores.
expect.set_options(timeout=20_000)

# Keep a headless Chromium from talking to anybody but the server under test.
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launch_arguments() -> dict[str, object]:
    """What Playwright launches: the system's Chromium where there is one, else its own."""
    names = ("chromium", "google-chrome", "chromium-browser")
    found = next(filter(None, map(shutil.which, names)), None)
    return {"args": list(_QUIET)} | ({"executable_path": found} if found else {})


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return launch_arguments()


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {"viewport": VIEWPORT}


@pytest.fixture(scope="session")
def shared_page(browser: Browser, server: Server) -> Iterator[SharedPage]:
    context = browser.new_context(viewport=VIEWPORT)
    yield SharedPage(context.new_page(), server.url)
    context.close()


@pytest.fixture
def live(request: pytest.FixtureRequest, shared_page: SharedPage) -> Iterator[LivePage]:
    """Open the playground; at the end nothing may have gone wrong in the browser."""
    shared_page.tidy_up()
    failed = request.session.testsfailed
    yield shared_page
    if request.session.testsfailed > failed or shared_page.complaints:
        shared_page.throw_away()
    assert shared_page.complaints == []


@pytest.fixture
def loaded(page: Page, server: Server) -> Iterator[LivePage]:
    """The playground in a page that is really loaded, for tests of what comes first."""
    opened = LivePage(page, server.url)
    yield opened
    assert opened.complaints == []


@pytest.fixture
def chart_page(page: Page, server: Server) -> Iterator[ChartPage]:
    """Open one of the other pages; at the end nothing may have gone wrong in the browser."""
    opened = ChartPage(page, server.url)
    yield opened
    assert opened.complaints == []
