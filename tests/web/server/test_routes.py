"""The server's own addresses, beside those of the pages."""

from pathlib import Path

from web.charts.assets import ROUTE
from web.server import health, metrics

PAGES = Path(__file__).parents[3] / "pages"


def test_no_address_of_the_server_is_that_of_a_page():
    """A page is found at the name of its file, and the server's routes come first."""
    of_pages = {f"/{file.stem}" for file in PAGES.glob("*.py")}
    assert "/metrics" in of_pages
    assert not of_pages & {health.ROUTE, metrics.ROUTE, ROUTE}
