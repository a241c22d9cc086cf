"""The race in a real browser: it is played there, step by step."""

import re

from playwright.sync_api import expect

from tests.browser.chart_page import ChartPage
from tests.browser.waiting import wait_until


def lengths(chart_page: ChartPage) -> list[int]:
    """How far each path is drawn."""
    return [len(t["x"]) for t in chart_page.data("race") if t.get("meta") == {"grows": True}]


def test_the_race_is_played_and_every_change_is_in_the_url(chart_page: ChartPage):
    chart_page.open("optimizers?steps=30&optimizers=sgd,adam")
    race = chart_page.chart("race")
    expect(race).to_have_attribute("data-step", "30")
    assert lengths(chart_page) == [31] * 4  # two paths, two losses
    steps = race.get_by_role("slider", name="step")
    steps.press("Home")
    expect(race).to_have_attribute("data-step", "0")
    assert lengths(chart_page) == [1] * 4
    steps.press("ArrowRight")
    assert lengths(chart_page) == [2] * 4
    race.get_by_role("button", name="Play").click()
    expect(race).to_have_attribute("data-step", "30")
    expect(race.get_by_role("button", name="Play")).to_be_visible()
    assert lengths(chart_page) == [31] * 4

    rate = chart_page.page.get_by_role("slider", name="Learning rate η")
    for _ in range(3):
        rate.press("ArrowRight")
    expect(chart_page.page).to_have_url(re.compile(r"rate=0\.2\b"))
    expect(chart_page.page.get_by_text("Diverged: SGD.")).to_be_visible()
    wait_until(
        chart_page.page,
        "() => document.querySelector('.st-key-race .plot').data"
        ".some(trace => trace.meta?.grows === true && trace.x.length < 31)",
    )
    assert lengths(chart_page)[0] < 31 == lengths(chart_page)[1]
