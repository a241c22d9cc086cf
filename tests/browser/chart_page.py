"""A page beside the playground as a person meets it."""

import re

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

# Opened by its own address, a page is asked for files that Streamlit then finds at the root.
_BELOW_A_PAGE = "/_stcore/"


class ChartPage:
    """One open page. It waits on content only; `complaints` is what went wrong in the browser."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        address = message.location.get("url", "")
        if message.type == "error" and _BELOW_A_PAGE not in address:
            self.complaints.append(f"console: {message.text} {address}")

    def open(self, path: str) -> "ChartPage":
        """Open a page by its address, such as "autograd?w=2", and wait for its head."""
        self.page.goto(self.url + path)
        expect(self.page.locator(".page-head")).to_be_visible(timeout=30000)
        return self

    def chart(self, key: str) -> Locator:
        """A drawn chart, by its key."""
        found = self.page.locator(f".st-key-{key} .trainscope-chart")
        expect(found).to_have_attribute("data-drawn", re.compile(r"\d+"), timeout=30000)
        return found

    def data(self, key: str) -> list[dict[str, object]]:
        """The traces that Plotly drew last in a chart."""
        drawn: list[dict[str, object]] = (
            self.chart(key)
            .locator(".plot")
            .evaluate("node => JSON.parse(JSON.stringify(node.data))")
        )
        return drawn
