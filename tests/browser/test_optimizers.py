"""The race in a real browser: it is played there, step by step."""

import re

from playwright.sync_api import expect

from tests.browser.laboratory_page import LaboratoryPage
from tests.browser.waiting import wait_until


def lengths(laboratory: LaboratoryPage) -> list[int]:
    """How far each path is drawn."""
    return [len(t["x"]) for t in laboratory.data("race") if t.get("meta") == {"grows": True}]


def test_the_race_is_played_and_every_change_stands_in_the_address(laboratory: LaboratoryPage):
    laboratory.open("optimizers?steps=30&optimizers=sgd,adam")
    race = laboratory.chart("race")
    expect(race).to_have_attribute("data-step", "30")
    assert lengths(laboratory) == [31] * 4  # two paths, two losses
    steps = race.get_by_role("slider", name="step")
    steps.press("Home")
    expect(race).to_have_attribute("data-step", "0")
    assert lengths(laboratory) == [1] * 4
    steps.press("ArrowRight")
    assert lengths(laboratory) == [2] * 4
    race.get_by_role("button", name="Play").click()
    expect(race).to_have_attribute("data-step", "30")
    expect(race.get_by_role("button", name="Play")).to_be_visible()
    assert lengths(laboratory) == [31] * 4

    rate = laboratory.page.get_by_role("slider", name="Learning rate η")
    for _ in range(3):
        rate.press("ArrowRight")
    expect(laboratory.page).to_have_url(re.compile(r"rate=0\.2\b"))
    expect(laboratory.page.get_by_text("Diverged: SGD.")).to_be_visible()
    wait_until(
        laboratory.page,
        "() => document.querySelector('.st-key-race .plot').data"
        ".some(trace => trace.meta?.grows === true && trace.x.length < 31)",
    )
    assert lengths(laboratory)[0] < 31 == lengths(laboratory)[1]
