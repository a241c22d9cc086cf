"""The playground in a real browser: what a person sees first, and Play, Step, Reset and keys."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.live_page import LivePage


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "?projector=true"])
def test_opens_without_a_complaint(loaded: LivePage, scheme: str, query: str) -> None:
    loaded.page.emulate_media(color_scheme=scheme)
    loaded.open(query)

    expect(loaded.root.get_by_role("heading", name="tanh, Xavier normal")).to_be_visible()
    for panel in ("boundary", "loss", "gradient_variance"):
        expect(
            loaded.root.get_by_test_id(f"panel-{panel}").locator(".main-svg").first
        ).to_be_visible()
    line = loaded.figure("boundary")["data"][1]["line"]["color"]
    assert line == {"light": "#111111", "dark": "#FFFFFF"}[scheme]


def test_a_projector_shows_everything_without_scrolling(live: LivePage) -> None:
    live.open("?projector=true")

    for panel in ("boundary", "loss", "gradient_variance"):
        box = live.root.get_by_test_id(f"panel-{panel}").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 720
        assert box["x"] + box["width"] <= 1280
    layout = live.figure("boundary")["layout"]
    assert layout["font"]["size"] >= 20


def test_play_solves_xor(live: LivePage) -> None:
    live.open("?learning_rate=0.3")
    assert live.step == 0

    live.press("Play").wait("step > 0").wait("accuracy >= 0.95", timeout=60)


def test_step_and_epoch_go_exactly_that_far(live: LivePage) -> None:
    live.open("?batch_size=10&n_points=200&train_share=0.5")

    assert live.press("Step").settled() == 1
    assert live.press("Step").press("Step").settled() == 3
    assert live.press("Epoch").settled() == 10
    assert live.press("Epoch").settled() == 20


def test_reset_gives_the_same_start_and_new_seed_another(live: LivePage) -> None:
    live.open("?seed=5")
    start = live.figure("boundary")["data"][0]["z"]

    live.press("Play").wait("step > 100").pause()
    live.press("Reset").wait("step == 0")
    assert live.figure("boundary")["data"][0]["z"] == start

    live.press("New seed")
    expect(live.title).to_contain_text("seeds 21 to 36")
    expect(live.page).to_have_url(re.compile(r"seed=21\b"))
    assert live.figure("boundary")["data"][0]["z"] != start


def press_remedy(live: LivePage) -> None:
    live.root.get_by_test_id("finding-symmetric").get_by_role("button").click()


def move(label: str) -> Callable[[LivePage], None]:
    return lambda live: live.page.get_by_role("slider", name=label).press("ArrowRight")


RESTARTS: dict[str, Callable[[LivePage], object]] = {
    "layers": move("Hidden layers"),
    "width": move("Width"),
    "points": move("Points"),
    "remedy": press_remedy,
    "reset": lambda live: live.press("Reset"),
    "new seed": lambda live: live.press("New seed"),
}


@pytest.mark.parametrize("restart", RESTARTS.values(), ids=RESTARTS)
def test_a_run_that_begins_anew_goes_on_playing_or_waits(
    live: LivePage, restart: Callable[[LivePage], object]
) -> None:
    live.open("?initializer=constant&speed=slowest")
    live.press("Play").wait("step >= 3")
    restart(live)
    live.wait("step <= 1").wait("playing && step >= 2").pause()

    live.open("?initializer=constant")
    live.press("Step").press("Step").settled()
    restart(live)
    live.wait("step == 0").settled()
    assert live.data("playing") == "false"


def test_pause_keeps_the_step(live: LivePage) -> None:
    live.open().press("Play").wait("step > 50")
    step = live.pause()

    assert live.press("Step").settled() == step + 1


def test_keys_do_what_the_buttons_do(live: LivePage) -> None:
    keyboard = live.open().page.keyboard
    keyboard.press("s")
    live.wait("step == 1")
    keyboard.press("e")
    live.wait("step == 10")
    keyboard.press("Space")
    live.wait("playing && step > 10")
    keyboard.press("Space")
    live.wait("!playing")
    keyboard.press("0")
    live.wait("step == 0")
    keyboard.press("n")
    expect(live.title).to_contain_text("seeds 17 to 32")
    keyboard.press("-")
    expect(live.page).to_have_url(re.compile(r"speed=100\b"))


def test_projector_and_controls_are_a_key_away(live: LivePage) -> None:
    sidebar = live.open().page.locator(".stSidebar")
    expect(sidebar).to_have_attribute("data-collapsed", "false")

    live.page.keyboard.press("p")
    expect(live.root).to_have_class(re.compile("projector"))
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    expect(live.page).to_have_url(re.compile(r"projector=true\b"))

    live.page.keyboard.press("k")
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    live.page.keyboard.press("k")
    live.page.keyboard.press("p")
    expect(live.root).not_to_have_class(re.compile("projector"))
    expect(sidebar).to_have_attribute("data-collapsed", "false")


def test_zoom_and_nodes_survive_training(loaded: LivePage) -> None:
    loaded.open().press("Play").wait("frames > 5")
    panel = loaded.root.get_by_test_id("panel-loss")
    panel.evaluate("node => { node.dataset.mark = 'same node'; }")
    box = panel.locator(".nsewdrag").bounding_box()
    assert box is not None
    mouse = loaded.page.mouse
    mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    mouse.down()
    mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.7 * box["height"], steps=4)
    mouse.up()
    zoomed = loaded.figure("loss")["layout"]["xaxis"]["range"]

    loaded.wait(f"frames >= {loaded.frames + 20}")

    assert loaded.figure("loss")["layout"]["xaxis"]["range"] == zoomed
    assert loaded.figure("loss")["layout"]["xaxis"]["autorange"] is False
    assert panel.get_attribute("data-mark") == "same node"
    assert loaded.data("mounts") == "4"


def test_speed_of_one_step_a_picture_shows_every_step(live: LivePage) -> None:
    live.open("?speed=1").press("Play").wait("frames > 10")
    frames, step = live.root.evaluate("node => [+node.dataset.frames, +node.dataset.step]")

    assert frames - 1 == step


def test_axe_finds_nothing_serious_of_ours(live: LivePage) -> None:
    live.open("?panels=boundary,loss,gradient_variance,metrics,accuracy").press("Step").wait(
        "step == 1"
    )

    found = Axe().run(live.page, context=".trainscope-live").response["violations"]

    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []


def test_the_first_picture_fits_the_room_that_captions_leave(loaded: LivePage) -> None:
    loaded.open()
    sizes = loaded.root.evaluate("""root => [...root.querySelectorAll(".plot")].map(
        (node) => [node._fullLayout.height, node.clientHeight])""")
    assert len(sizes) == 4
    assert all(abs(drawn - room) <= 1 for drawn, room in sizes), sizes
