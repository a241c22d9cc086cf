"""The models page in a real browser: what is chosen for a layer is what the playground trains."""

import re

from playwright.sync_api import expect

from tests.browser.chart_page import ChartPage

PATIENCE = 30_000


def menu(page, label):
    return page.get_by_role("combobox", name=re.compile(label))


def test_a_layers_initializer_goes_with_the_run(chart_page: ChartPage):
    page = chart_page.open("models?l2=0.1").page
    code = page.get_by_test_id("stCode")
    expect(code).to_contain_text("nn.Sequential(", timeout=PATIENCE)
    menu(page, "Initializer of hidden 2").fill("orthogonal")
    page.get_by_role("option", name="orthogonal").click()
    expect(code).to_contain_text("nn.init.orthogonal_(network[2].weight)", timeout=PATIENCE)
    menu(page, "Penalized layer").fill("output")
    page.get_by_role("option", name="output").click()
    expect(code).to_contain_text("weight = network[4].weight", timeout=PATIENCE)
    page.get_by_role("radio", name="nn.Module").click()
    expect(code).to_contain_text("weight = network.output.weight", timeout=PATIENCE)
    page.get_by_role("link", name="Playground").first.click()
    expect(page.get_by_test_id("live")).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"layer_initializers=%2Corthogonal.*penalized_layer=2"))
    page.get_by_text("Mechanics", exact=True).click()
    page.get_by_text("Models", exact=True).click()
    expect(code).to_contain_text("orthogonal_(network.hidden2.weight)", timeout=PATIENCE)


def test_noisy_linear_is_drawn_and_gives_zeros_without_noise(chart_page: ChartPage):
    page = chart_page.open("models?section=noisy&passes=50&projector=true").page
    cloud, _, inference = chart_page.data("noisy")
    assert len(cloud["x"]) == 50
    assert inference["name"] == "inference"
    expect(page.get_by_role("cell", name="0.1154")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("slider", name="Noise σ").press("Home")
    expect(page.get_by_role("cell", name="0.1154")).to_be_hidden(timeout=PATIENCE)
    expect(page.get_by_role("cell", name="0.0000")).to_have_count(12)
