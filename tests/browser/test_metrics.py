"""The threshold in a real browser: curves, table and boundary obey it while the run goes on."""

import re

from playwright.sync_api import expect

from tests.browser.live_page import LivePage


def test_the_threshold_moves_the_points_on_the_curves_of_the_run(live: LivePage):
    live.open("?learning_rate=0.3&batch_size=full&ensemble_size=4&panels=loss")
    live.press("Epoch").wait("step == 1").settled()
    live.page.get_by_text("Mechanics").click()
    live.page.get_by_role("menuitem", name="Metrics").click()
    expect(live.root.get_by_test_id("panel-roc")).to_be_visible(timeout=30_000)
    live.page.get_by_role("slider", name="Threshold").press("End")
    expect(live.page).to_have_url(re.compile(r"metrics.*threshold=1\.0\b"))
    caption = live.root.get_by_test_id("panel-metrics").locator("..")
    expect(caption).to_contain_text("threshold 1")
    live.settled()
    points = [
        t for t in live.figure("roc")["data"] if t["mode"] == "markers" and t.get("hovertemplate")
    ]
    assert [(t["x"]["0"], t["y"]["0"]) for t in points] == [(0, 0), (0, 0)]
    assert live.step == 1
    assert live.figure("boundary")["data"][1]["contours"]["start"] == 1
