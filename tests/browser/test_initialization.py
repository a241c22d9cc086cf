"""The initialization page as a person meets it."""

import re

from playwright.sync_api import expect

PATIENCE = 30_000


def test_a_preset_sets_the_page_and_a_section_opens(chart_page):
    page = chart_page.open("initialization?layers=4&width=16").page
    assert chart_page.data("forward_chart")[0]["name"] == "Xavier normal"
    page.get_by_role("button", name="Saxe 2013").click()
    expect(page).to_have_url(re.compile("activation=identity"))
    expect(page.get_by_text("its singular values run")).to_be_visible(timeout=PATIENCE)
    expect(chart_page.chart("forward_chart")).to_contain_text("orthogonal", timeout=PATIENCE)
    # Three draws of 30 layers with a gap after each.
    orthogonal = chart_page.data("forward_chart")[0]
    assert orthogonal["name"] == "orthogonal"
    assert len(orthogonal["y"]) == 3 * 31
    page.get_by_text("Born dead", exact=True).click()
    chart_page.chart("born_dead")
    expect(page).to_have_url(re.compile("section=born_dead"))
    # What the closed section was set to stays in the address.
    expect(page).to_have_url(re.compile("initializer=orthogonal"))


def test_equal_units_lie_on_each_other(chart_page):
    page = chart_page.open("initialization?section=symmetry&steps=20").page
    expect(page.get_by_text("exactly 0").first).to_be_visible(timeout=PATIENCE)
    lines = [trace for trace in chart_page.data("equal") if str(trace["name"]).startswith("unit")]
    assert len(lines) == 8
    assert lines[0]["y"] == lines[2]["y"] == lines[4]["y"] == lines[6]["y"]
    parted = [trace for trace in chart_page.data("drawn") if trace["name"] == "unit 1"]
    assert parted[0]["y"] != parted[1]["y"]
