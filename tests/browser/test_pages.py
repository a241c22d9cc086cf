"""From page to page: the list, the run that stays, the browser's Back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chart_page import ChartPage
from tests.browser.live_page import LivePage
from tests.browser.waiting import wait_until

FOLDER = Path(__file__).parents[2] / "pages"
APP = (FOLDER / "app.py").read_text()
SECTIONS = {
    section: dict(re.findall(r'Page\("(\w+)/page.py", title="([^"]+)"', pages))
    for section, pages in re.findall(r'"(\w+)": \[(.*?)\]', APP, re.DOTALL)
}
"""Heading in the page list → folder and title of each page under it."""


def has_live_view(folder: str) -> bool:
    return "open_live_page" in (FOLDER / folder / "page.py").read_text()


def open_section(page: Page, section: str) -> list[str]:
    """The pages that the list has under a heading."""
    page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
    links = page.get_by_test_id("stTopNavDropdownLink")
    expect(links.first).to_be_visible()
    return links.all_inner_texts()


def go_to(page: Page, section: str, name: str) -> None:
    """Choose a page from the list."""
    link = page.get_by_test_id("stTopNavDropdownLink").filter(has_text=re.compile(f"^{name}$"))
    if not link.is_visible():
        open_section(page, section)
    link.click()


def test_the_run_stays_while_a_person_visits_every_page(live: LivePage) -> None:
    live.open("?seed=3&width=5")
    live.press("Step")
    live.wait("step == 1")
    page = live.page
    assert sum(map(len, SECTIONS.values())) == APP.count("st.Page(") - 1  # all but the playground
    for section, pages in SECTIONS.items():
        assert open_section(page, section) == [*pages.values()]
        for folder, name in pages.items():
            if has_live_view(folder):  # its heading is the run's
                continue
            go_to(page, section, name)
            expect(page.locator("h1")).to_contain_text(name, timeout=20000)
            expect(page.get_by_test_id("stException")).to_have_count(0)
    page.get_by_test_id("stTopNavLink").filter(has_text="Playground").click()
    live.wait("step == 1")
    expect(live.title).to_contain_text("2–5–5–1")
    expect(live.title).to_contain_text("seeds 3 to 18")


def test_back_and_forward_follow_the_address(chart_page: ChartPage) -> None:
    opened = chart_page.open("losses")
    page = opened.page
    slider = page.get_by_role("slider", name="Logit z")
    value = page.locator(".st-key-z [data-testid=stSliderThumbValue]")
    for shown in ("-3.90", "-3.80", "-3.70"):
        slider.press("ArrowRight")
        expect(value).to_have_text(shown)
        expect(page).to_have_url(re.compile(rf"z={float(shown):g}"))
    for shown in ("-3.80", "-3.90"):
        page.go_back()
        expect(value).to_have_text(shown)
        expect(page).to_have_url(re.compile(rf"z={float(shown):g}"))
    page.go_forward()
    expect(value).to_have_text("-3.80")
    page.reload()
    expect(value).to_have_text("-3.80")


def test_a_chart_keeps_its_node_while_its_numbers_change(chart_page: ChartPage) -> None:
    opened = chart_page.open("losses?z=1")
    plot = opened.chart("loss_of_logit").locator(".plot")
    node = plot.element_handle()
    opened.page.get_by_role("slider", name="Logit z").press("ArrowLeft")
    wait_until(
        opened.page,
        """() => document.querySelector(".st-key-loss_of_logit .plot")?.data?.some(
            trace => Array.from(trace.x).some(x => Math.abs(x - 0.9) < 1e-6)
        )""",
    )
    assert node.evaluate("node => node.isConnected")
    assert plot.evaluate("(now, before) => now === before", node)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chart_takes_the_colours_of_the_theme(chart_page: ChartPage, scheme: str) -> None:
    chart_page.page.emulate_media(color_scheme=scheme)
    chart_page.open("losses?projector=true")
    chart_page.chart("loss_of_logit")
    plot = chart_page.chart("loss_of_logit").locator(".plot")
    font = plot.evaluate("node => node.layout.font")
    red = int(font["color"][1:3], 16)
    assert (red > 128) is (scheme == "dark")
    assert font["size"] == 20
