"""A tab that nobody looks at costs the server nothing, and goes on when somebody does."""

import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.chart_page import ChartPage
from tests.browser.live_page import LivePage
from tests.server import Server

HIDEABLE = """
let hidden = false;
const held = [];
const draw = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (callback) => (hidden ? held.push(callback) : draw(callback));
Object.defineProperty(document, "hidden", { get: () => hidden });
Object.defineProperty(document, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });
window.hide = (now) => {
    hidden = now;
    document.dispatchEvent(new Event("visibilitychange"));
    if (!hidden) held.splice(0).forEach(draw);
};
"""
"""Chromium without a screen never hides a page: this tells the page what a browser would."""


def test_a_hidden_run_stands_still_until_it_is_looked_at(
    server: Server, context: BrowserContext
) -> None:
    context.add_init_script(HIDEABLE)
    live = LivePage(context.new_page(), server.url).open()
    live.press("Play").wait("step > 20")
    server.wait_for_training(1)
    live.page.evaluate("hide(true)")
    server.wait_for_training(0)
    step = live.step

    live.page.evaluate("hide(false)")
    live.wait(f"playing && step > {step + 20}").pause()
    assert live.complaints == []


def test_long_work_waits_for_somebody_who_looks(server: Server, context: BrowserContext) -> None:
    context.add_init_script(HIDEABLE)
    page = ChartPage(context.new_page(), server.url).open("capacity?steps=2000&seeds=8").page
    page.get_by_role("button", name="Train all networks").click()
    server.wait_for_training(1)
    page.evaluate("hide(true)")
    server.wait_for_training(0)
    progress = page.get_by_role("progressbar")
    share = progress.get_attribute("aria-valuenow") or ""

    page.evaluate("hide(false)")
    expect(progress).not_to_have_attribute("aria-valuenow", share)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name=re.compile("Train all networks"))).to_be_visible()
