"""Sick runs say what they have, and the button mends it."""

import pytest
from playwright.sync_api import expect

from tests.browser.live_page import LivePage

SICK = {
    "vanishing": "?hidden_layers=12&activation=sigmoid",
    "dead": "?hidden_layers=8&width=2&activation=relu&initializer=kaiming_normal",
    "symmetric": "?initializer=zeros",
    "learning_rate_too_large": "?learning_rate=10",
}


@pytest.mark.parametrize("name", SICK)
def test_a_sick_run_says_so_and_its_remedy_begins_anew(live: LivePage, name: str) -> None:
    live.open(SICK[name])
    live.press("Play").wait("step > 60")
    live.pause()
    finding = live.root.get_by_test_id(f"finding-{name}")
    expect(finding).to_be_visible()
    before = live.page.url.partition("&step")[0]

    finding.get_by_role("button").click()

    live.wait("step == 0").settled()
    expect(finding).to_be_hidden()
    assert live.page.url != before
    live.press("Play").wait("step > 60").pause()
    expect(finding).to_be_hidden()


def test_a_healthy_run_says_nothing_until_it_is_solved(live: LivePage) -> None:
    live.open("?speed=20")
    live.press("Play").wait("step > 300").pause()
    findings = live.root.get_by_test_id("findings").locator("li")
    expect(findings).to_have_count(0)

    live.open("?learning_rate=0.3")
    live.press("Play").wait("solved >= 8").pause()
    expect(findings).to_have_count(1)
    expect(findings).to_contain_text("have solved the problem")


def test_a_button_stays_while_the_numbers_of_its_sentence_change(live: LivePage) -> None:
    # Its sentence counts the steps, so it has to change, whatever the training comes to.
    live.open("?learning_rate=0.00001&speed=20")
    live.press("Play").wait("step > 100")
    finding = live.root.get_by_test_id("finding-learning_rate_too_small")
    button = finding.get_by_role("button")
    button.focus()
    sentence = finding.locator("span").inner_text()

    expect(finding.locator("span")).not_to_have_text(sentence)

    expect(button).to_be_focused()
