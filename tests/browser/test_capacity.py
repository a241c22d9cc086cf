"""The capacity map in a real browser: it fills live, a cell is clicked on, a map is cancelled."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.chart_page import ChartPage
from tests.browser.waiting import await_notice, notice

PATIENCE = 30_000


def place_in_plot(plot: Locator, depth: int, width: int) -> tuple[float, float]:
    """Where the axes of the plot say that the middle of a cell is."""
    x, y = plot.evaluate(
        """(node, [width, depth]) => {
            const { xaxis, yaxis } = node._fullLayout;
            return [xaxis._offset + xaxis.d2p(width), yaxis._offset + yaxis.d2p(depth)];
        }""",
        [width, depth],
    )
    return x, y


def click_cell(plot: Locator, depth: int, width: int) -> None:
    x, y = place_in_plot(plot, depth, width)
    plot.click(position={"x": x, "y": y})


def place_of_cell(plot: Locator, depth: int, width: int) -> tuple[float, float]:
    """Where the middle of a cell is on the screen, in pixels."""
    box = plot.bounding_box()
    assert box is not None
    x, y = place_in_plot(plot, depth, width)
    return box["x"] + x, box["y"] + y


def numbers(chart_page: ChartPage) -> list[str]:
    """What stands in the cells of the map."""
    return list(chart_page.data("capacity_map")[1]["text"])  # type: ignore[call-overload]


def test_a_map_fills_live_and_a_cell_that_is_clicked_on_shows_its_boundaries(
    chart_page: ChartPage,
):
    page = chart_page.open("capacity?steps=300&seeds=8&depth=3&width=15").page
    plot = chart_page.chart("capacity_map").locator(".plot")
    expect(page.get_by_role("button", name="Train this one alone")).to_be_visible(timeout=PATIENCE)
    assert numbers(chart_page) == []
    notice(page, "trained so far")
    page.get_by_role("button", name="Train all networks").click()
    await_notice(page)
    expect(page.get_by_text("Of all networks")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()  # and its room is gone
    assert len(numbers(chart_page)) == 49
    click_cell(plot, depth=2, width=4)
    expect(page).to_have_url(re.compile(r"depth=2"), timeout=PATIENCE)
    expect(page.get_by_role("slider", name="Hidden layers")).to_have_value("2")
    shown = page.locator("strong", has_text="2 hidden layers of 4 units, 37 parameters")
    expect(shown).to_be_visible(timeout=PATIENCE)
    chart_page.chart("boundaries")
    click_cell(plot, depth=0, width=11)
    expect(page.get_by_text("whatever the width")).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"depth=0"))


def test_of_two_quick_clicks_on_two_cells_the_second_counts(chart_page: ChartPage):
    page = chart_page.open("capacity?steps=30&seeds=3&depth=3&width=15").page
    plot = chart_page.chart("capacity_map").locator(".plot")
    places = [place_of_cell(plot, depth=2, width=4), place_of_cell(plot, depth=1, width=11)]
    for place in places:  # with nothing in between: a few milliseconds apart
        page.mouse.click(*place)
    shown = page.locator("strong", has_text="1 hidden layer of 11 units")
    expect(shown).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("slider", name="Hidden layers")).to_have_value("1")


def test_a_cancelled_map_is_kept_goes_on_and_opens_on_the_playground(chart_page: ChartPage):
    page = chart_page.open("capacity?steps=1000&seeds=16&projector=true").page
    notice(page, "Of ([3-9]|..) trained so far", click="Cancel")
    page.get_by_role("button", name="Train all networks").click()
    await_notice(page)
    rest = page.get_by_role("button", name=re.compile(r"Train all networks \(\d+ left\)"))
    expect(rest).to_be_visible(timeout=PATIENCE)
    kept = len(numbers(chart_page))
    assert 3 <= kept < 49
    page.get_by_role("radio", name="Deep against wide").click()
    lines = chart_page.data("over_parameters")[4:8]
    assert sum(len(line["x"]) for line in lines) == kept  # type: ignore[arg-type]
    page.get_by_role("radio", name="Depth and width").click()
    expect(rest).to_be_visible(timeout=PATIENCE)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open on the playground").click()
    playground = opened.value
    expect(playground.get_by_test_id("live")).to_be_visible(timeout=PATIENCE)
    expect(playground).to_have_url(re.compile(r"/\?.*hidden_layers=1.*activation=relu"))
