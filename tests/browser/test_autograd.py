"""The autograd page and the microscope in a real browser."""

from playwright.sync_api import expect

from tests.browser.chart_page import ChartPage
from tests.browser.waiting import wait_until


def test_a_descent_is_pushed_over_its_limit_and_played(chart_page: ChartPage) -> None:
    chart_page.open("autograd")
    page = chart_page.page
    chart_page.chart("slope")
    expect(page.get_by_text("−0.5600000000000005").first).to_be_visible()
    page.get_by_role("radio", name="Gradient descent").click()
    page.get_by_role("button", name="1.1 γ*").click()
    expect(page.get_by_text("it is past the limit γ* = 2/λ = 0.3378")).to_be_visible()

    plane = chart_page.chart("plane")
    expect(plane).to_have_attribute("data-step", "20")
    plane.get_by_role("slider").fill("3")
    expect(plane).to_have_attribute("data-step", "3")
    path = next(trace for trace in chart_page.data("plane") if trace.get("name") == "path")
    assert len(path["x"]) == 4


def test_the_microscope_looks_at_the_weight_that_is_chosen(chart_page: ChartPage) -> None:
    chart_page.open("microscope?step=20")
    page = chart_page.page
    assert len(chart_page.data("paths")) == 6
    expect(page.get_by_text("sum over 4 paths")).to_be_visible()

    page.get_by_role("combobox", name="Layer").click()
    page.get_by_role("option", name="output").click()
    expect(page.get_by_text("sum over 1 path", exact=True)).to_be_visible()
    wait_until(page, "() => document.querySelector('.st-key-paths .plot').data.length === 3")
