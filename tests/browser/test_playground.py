"""The playground in a real browser."""

from tests.browser.live_page import LivePage


def test_play_moves_the_step_and_solves_xor(live: LivePage) -> None:
    live.open()
    assert live.step == 0

    live.press("Play").wait("step > 0").wait("accuracy >= 0.95", timeout=60)
