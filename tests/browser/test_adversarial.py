"""Adversarial points in a real browser: a click, the keyboard, a map that is cancelled."""

import re

from playwright.sync_api import expect

from tests.browser.chart_page import ChartPage
from tests.browser.waiting import await_notice, notice

QUICK = "steps=60&width=4"


def test_a_click_moves_the_point_and_so_do_the_sliders(chart_page: ChartPage):
    chart_page.open(f"adversarial?{QUICK}")
    page = chart_page.page
    plane = chart_page.chart("attacked_point").locator(".nsewdrag").first
    box = plane.bounding_box()
    plane.click(position={"x": 0.75 * box["width"], "y": 0.25 * box["height"]})
    expect(page).to_have_url(re.compile(r"x0=0\.5\d*&x1=0\.5"))
    expect(page.get_by_text(re.compile(r"The network calls \(0\.5\d*, 0\.5\d*\)"))).to_be_visible()
    epsilon = page.locator(".st-key-epsilon").get_by_role("slider")
    epsilon.press("Home")
    expect(page.get_by_text("With ε = 0 nothing moves")).to_be_visible()
    expect(page).to_have_url(re.compile(r"epsilon=0\.0"))
    link = page.get_by_role("link", name="Open this network on the playground")
    assert "dtype=float64" in link.get_attribute("href")
    assert link.get_attribute("href").endswith("step=60")


def test_a_cancelled_map_keeps_its_results_and_can_continue(chart_page: ChartPage):
    chart_page.open(f"adversarial?section=map&way=pgd&pgd_steps=20&{QUICK}")
    page = chart_page.page
    notice(page, "Median over the", click="Cancel")  # PGD has begun
    page.get_by_role("button", name="Compute both maps").click()
    await_notice(page)
    rest = page.get_by_role("button", name="Compute both maps (1 left)")
    expect(rest).to_be_visible()
    known = chart_page.data("margins_nearest")[0]["z"]
    assert all(value is not None for row in known for value in row.values())
    expect(page.get_by_test_id("stException")).to_have_count(0)
    page.get_by_role("tab", name="One point").or_(
        page.get_by_role("radio", name="One point")
    ).first.click()
    expect(page.get_by_text("The network calls")).to_be_visible()
