"""The book's experiment as a person runs it."""

import re

from playwright.sync_api import expect

from tests.browser.chart_page import ChartPage
from tests.browser.waiting import wait_until

PATIENCE = 60_000


def lengths(chart_page: ChartPage, key: str) -> list[int]:
    """Points of the curves in a chart."""
    drawn = chart_page.data(key)
    return [len(trace["x"]) for trace in drawn if trace.get("meta") == {"grows": True}]


def test_a_figure_trains_live_and_can_be_cancelled(chart_page: ChartPage):
    page = chart_page.open("book").page
    assert lengths(chart_page, "figure_13-3") == []
    assert lengths(chart_page, "figure_13-6") == []
    page.get_by_role("button", name="Train", exact=True).last.click()
    scores = page.get_by_text(re.compile(r"Epoch \d+ of 200: loss 0\.\d{4} / 0\.\d{4}, accuracy"))
    expect(scores).to_be_visible(timeout=PATIENCE)
    wait_until(
        page,
        """() => document.querySelector(".st-key-figure_13-6 .plot").data.some(
            trace => trace.meta?.grows && trace.x.length > 4
        )""",
        timeout=PATIENCE / 1000,
    )
    assert lengths(chart_page, "figure_13-3") == []
    page.get_by_role("button", name="Cancel").click()
    expect(scores).to_be_hidden(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Train", exact=True).last).to_be_enabled()


def test_a_hundred_seeds_can_be_cancelled(chart_page: ChartPage):
    page = chart_page.open("book?section=hundred&order=5").page
    page.get_by_role("button", name="Train 100 seeds").click()
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 200\."))).to_be_visible()
    dots = [trace for trace in chart_page.data("ranks") if trace.get("xaxis") == "x"]
    assert sum(len(trace["x"]) for trace in dots if trace["mode"] == "markers") == 100
    chart_page.chart("wall")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Train 100 seeds")).to_be_visible()
    expect(page.get_by_text("Was 13.4 unlucky, or 13.5 lucky?")).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open this ensemble on the playground").click()
    expect(opened.value.get_by_test_id("live")).to_be_visible(timeout=PATIENCE)
    expect(opened.value).to_have_url(re.compile("data_seed=5.*ensemble_size=100"))
