"""A run that goes wrong says so, and keeps its last finite picture."""

import math
import re

from playwright.sync_api import expect

from tests.browser.live_page import LivePage

DIVERGES = "?activation=identity&loss=bce&learning_rate=10&optimizer=momentum&momentum=0.999&l2=1"


def test_a_diverging_run_stops_and_says_what_to_try(live: LivePage) -> None:
    live.open(DIVERGES).press("Play")

    message = live.root.get_by_role("alert")
    expect(message).to_contain_text(re.compile(r"diverged: after step [\d,]+ the loss is"))
    finding = live.root.get_by_test_id("finding-learning_rate_too_large")
    expect(finding.get_by_role("button")).to_have_text("Use a learning rate of 0.03")
    expect(live.root).to_have_attribute("data-playing", "false")
    surface = live.figure("boundary")["data"][0]["z"]
    assert all(math.isfinite(value) for row in surface for value in row.values())

    live.press("Reset").wait("step == 0")
    expect(message).to_be_hidden()
