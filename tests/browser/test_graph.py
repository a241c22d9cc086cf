"""The computation graph in a real browser: it is drawn, it moves, it answers."""

import re

from playwright.sync_api import expect

from tests.browser.chart_page import ChartPage

PATIENCE = 30_000


def node(chart_page, function):
    """The box in the picture that has this text."""
    return chart_page.page.locator(".stGraphVizChart g.node", has_text=function)


def test_the_graph_follows_slider_and_expression(chart_page: ChartPage):
    page = chart_page.open("graph").page
    expect(node(chart_page, "AddBackward0")).to_contain_text("z = 1", timeout=PATIENCE)
    expect(page.locator(".stGraphVizChart g.edge")).to_have_count(6)
    for _ in range(10):  # faster than the page is drawn: none of them may be lost
        page.locator(".st-key-c_slider input").press("ArrowRight")
    expect(node(chart_page, "AddBackward0")).to_contain_text("z = 2", timeout=PATIENCE)
    expression = page.get_by_role("textbox", name="z =")
    expression.fill("sin(a) * (b")
    expression.press("Enter")
    alert = page.get_by_role("alert").filter(has_text="expected")
    expect(alert.locator("code")).to_have_text(
        "z = sin(a) * (b\n               ^", timeout=PATIENCE
    )
    expression.fill("sin(a) * b")
    expression.press("Enter")
    expect(node(chart_page, "SinBackward0")).to_contain_text("0.8415", timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"expression=sin%28a%29.*&c=4"))


def test_the_type_of_the_graph_fits_its_boxes(chart_page: ChartPage):
    chart_page.open("graph?projector=true&expression=a*b")
    box = node(chart_page, "MulBackward0")
    expect(box).to_be_visible(timeout=PATIENCE)
    rectangle = box.locator("path").first.bounding_box()
    for line in box.locator("text").all():
        text = line.bounding_box()
        assert text["height"] > 15
        assert rectangle["x"] <= text["x"]
        assert text["x"] + text["width"] <= rectangle["x"] + rectangle["width"]
