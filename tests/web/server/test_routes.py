"""The server's own URL paths, beside those of the pages."""

from pathlib import Path

from web.charts.assets import ROUTE
from web.server import health, metrics

PAGES = Path(__file__).parents[3] / "pages"


def test_no_route_hides_a_page():
    """A page is found at the name of its folder, and the server's routes come first."""
    of_pages = {f"/{page.parent.name}" for page in PAGES.glob("*/page.py")}
    assert "/metrics" in of_pages
    assert not of_pages & {health.ROUTE, metrics.ROUTE, ROUTE}
