"""Own points in a real browser: pasted, uploaded, learned, and there again after a reload."""

import re
import urllib.request
from typing import Any

from playwright.sync_api import expect

from tests.browser.live_page import LivePage
from tests.server import Server

SIDES = [f"{i},{i + 4},above\n{i},{i - 4},below\n" for i in range(20)]


def points_of(live: LivePage) -> list[Any]:
    """Where the panel of the boundary draws points."""
    return [(t["x"], t["y"]) for t in live.figure("boundary")["data"] if t["type"] == "scatter"]


def test_own_points_are_pasted_uploaded_learned_and_reloaded(
    live: LivePage, server: Server
) -> None:
    live.page.set_viewport_size({"width": 1280, "height": 2400})
    live.open("?learning_rate=0.3&panels=boundary,loss")
    side = live.page.get_by_test_id("stSidebar")
    alert = side.get_by_test_id("stAlert")
    menu = live.page.get_by_role("combobox", name="Problem")
    menu.fill("own points")
    menu.press("Enter")
    expect(side).to_contain_text("100 points: 50 of class 0 (versicolor)")
    expect(live.title).to_contain_text("own points")
    live.settled()
    example = points_of(live)

    text = live.page.get_by_role("textbox", name="Points, as CSV")
    text.fill("x,y,label\n1,2,a\n1,two,b\n")
    live.page.get_by_role("button", name="Use points").click()
    expect(alert).to_contain_text("line 3, column y: 'two' is not allowed")
    expect(text).to_have_value(re.compile("two"))
    assert points_of(live) == example

    text.fill("".join(SIDES))
    live.page.get_by_role("button", name="Use points").click()
    expect(side).to_contain_text("40 points: 20 of class 0 (above) and 20 of class 1 (below)")
    expect(alert).to_have_count(0)

    few = "".join(SIDES[:10])
    side.locator("input[type=file]").set_input_files(
        {"name": "few.csv", "mimeType": "text/csv", "buffer": few.encode()}
    )
    expect(side).to_contain_text("20 points: 10 of class 0 (above) and 10 of class 1 (below)")
    expect(text).to_have_value(few)
    with urllib.request.urlopen(f"{server.url}_stcore/metrics", timeout=10) as answer:
        assert "UploadedFileManager" not in answer.read().decode()  # it is there with every file

    live.press("Play").wait("accuracy == 1 && step > 50")
    step = live.pause()
    expect(live.page).to_have_url(re.compile(rf"points=[\w-]+.*step={step}\b"))
    learned, loss = points_of(live), live.number("train_loss")
    live.page.reload()
    live.wait(f"step == {step}").settled()
    assert points_of(live) == learned != example
    assert live.number("train_loss") == loss
    expect(side).to_contain_text("20 points: 10 of class 0 and 10 of class 1")
