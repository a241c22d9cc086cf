"""A full server, with real tabs."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.live_page import LivePage
from tests.server import Server


def test_the_next_visitor_is_admitted_to_a_free_place(browser: Browser, tmp_path: Path) -> None:
    server = Server(tmp_path / "log.txt", TRAINSCOPE_SESSIONS="1")
    try:
        first = LivePage(browser.new_page(), server.url).open()
        second = LivePage(browser.new_page(), server.url)
        second.page.goto(f"{server.url}?width=7")
        expect(second.page.get_by_text("You are next.")).to_be_visible()
        expect(second.root).to_have_count(0)
        first.page.close()
        second.wait("frames >= 1", timeout=60)
        expect(second.title).to_contain_text("2–7–7–1")
        assert second.complaints == []
    finally:
        server.stop()
