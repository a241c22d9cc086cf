"""Many seeds at once: the wall, the lines, who has solved it."""

import re
from typing import Any

from playwright.sync_api import expect

from core import RunConfig, Trainer
from tests.browser.live_page import LivePage

# Of 16 seeds some are quick here, and some slow.
QUICK = "?learning_rate=0.3&batch_size=full"

# Where, in pixels of the plot, the data of a figure stand.
_PLACE = """(node, [x, y]) => {
    const { xaxis, yaxis } = node._fullLayout;
    return [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)];
}"""


def place_in(live: LivePage, panel: str, x: float, y: float) -> tuple[float, float]:
    """Where a point of the data stands on the screen, in pixels."""
    node = live.root.get_by_test_id(f"panel-{panel}")
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    assert box is not None
    left, top = node.evaluate(_PLACE, [x, y])
    return box["x"] + left, box["y"] + top


def click_in(live: LivePage, panel: str, x: float, y: float) -> None:
    """Click where a point of the data stands."""
    live.page.mouse.click(*place_in(live, panel, x, y))


def tile_of(plane: dict[str, Any], member: int) -> tuple[float, float]:
    """The middle of a member's tile, in the wall's data."""
    place = list(plane["meta"]["members"].values()).index(member)
    rows, columns = plane["meta"]["rows"], plane["meta"]["columns"]
    return place % columns + 0.5, rows - 1 - place // columns + 0.5


def test_the_wall_shows_every_seed_and_a_click_picks_one(live: LivePage) -> None:
    live.open(QUICK + "&panels=wall,boundary,loss")
    wall = live.figure("wall")["data"]
    plane, labels = wall[0], wall[2]
    assert sorted(labels["text"].values()) == list(range(1, 17))
    before = live.figure("boundary")["data"][0]["z"]

    click_in(live, "wall", *tile_of(plane, 5))

    expect(live.page).to_have_url(re.compile(r"picked_seed=6\b"))
    expect(live.root.get_by_test_id("panel-loss").locator("..")).to_contain_text("seed 6")
    live.settled()
    assert live.figure("boundary")["data"][0]["z"] != before
    expect(live.page.get_by_label("Picked seed", exact=True)).to_have_value("6")


def test_tiles_keep_their_places_while_it_plays_and_are_sorted_at_rest(live: LivePage) -> None:
    live.open(QUICK + "&panels=wall,loss")
    live.press("Play").wait("frames > 4 && step > 50")
    assert members_of(live) == list(range(16))

    step = live.pause()

    best_first = members_of(live)
    trainer = Trainer(RunConfig(learning_rate=0.3, batch_size=None, ensemble_size=16)).train(step)
    losses = trainer.metrics()["validation_loss"].to_numpy()[best_first]
    assert (losses[1:] >= losses[:-1] - 1e-4).all()
    assert best_first != list(range(16))
    caption = live.root.get_by_test_id("panel-wall").locator("..").locator("figcaption")
    expect(caption).to_contain_text(f"by loss at step {step:,}")

    live.press("Play").wait(f"step > {step} + 50")
    assert members_of(live) == best_first
    expect(caption).to_contain_text(f"by loss at step {step:,}")


def test_a_click_while_it_plays_picks_the_seed_under_the_pointer(live: LivePage) -> None:
    live.open(QUICK + "&panels=wall,boundary&step=60")
    live.wait("step == 60").settled()
    member = members_of(live)[3]
    place = place_in(live, "wall", *tile_of(live.figure("wall")["data"][0], member))
    live.press("Play").wait("step > 80")

    live.page.mouse.click(*place)

    expect(live.page).to_have_url(re.compile(rf"picked_seed={member + 1}\b"))


def members_of(live: LivePage) -> list[int]:
    """The members in the order of their tiles."""
    return [*live.figure("wall")["data"][0]["meta"]["members"].values()]


def test_of_two_quick_clicks_on_the_wall_the_second_counts(live: LivePage) -> None:
    live.open(QUICK + "&panels=wall,boundary")
    plane = live.figure("wall")["data"][0]
    places = [place_in(live, "wall", *tile_of(plane, member)) for member in (2, 9)]

    for place in places:  # with nothing in between: a few milliseconds apart
        live.page.mouse.click(*place)

    expect(live.page).to_have_url(re.compile(r"picked_seed=10\b"))
    live.settled()
    expect(live.page.get_by_label("Picked seed", exact=True)).to_have_value("10")


def test_a_click_on_a_thin_line_picks_its_seed(live: LivePage) -> None:
    live.open(QUICK + "&panels=loss&spread=lines&step=60")
    live.wait("step == 60").settled()
    lines = next(t for t in live.figure("loss")["data"] if "meta" in t)
    length = int(lines["meta"]["length"]["0"])
    # The line that is the highest stands alone.
    late = [lines["y"][str(member * length + 50)] for member in range(16)]
    highest = late.index(max(late))

    click_in(live, "loss", lines["x"]["50"], late[highest])

    expect(live.page).to_have_url(re.compile(rf"picked_seed={highest + 1}\b"))


def test_the_share_of_seeds_that_have_solved_it_grows(live: LivePage) -> None:
    live.open(QUICK + "&speed=20")  # slow enough that not all have solved it by the click on Pause
    assert live.number("solved") == "0 of 16: 0–19%"
    live.press("Play").wait("solved >= 8", timeout=60).pause()
    solved, interval = live.number("solved").split(" of 16: ")
    low, high = map(int, re.findall(r"\d+", interval))
    assert low < 100 * int(solved) / 16 < high
    finding = live.root.get_by_test_id("finding-solved")
    expect(finding).to_contain_text(f"{solved} of 16 seeds have solved")


def test_numbers_wall_and_sentence_agree_on_every_frame_that_is_shown(live: LivePage) -> None:
    live.open(QUICK + "&panels=wall")
    live.page.evaluate(_COUNT_SOLVED)
    live.press("Play").wait("solved >= 12", timeout=60).pause()
    told = live.page.evaluate("window.told.stop()")
    assert len({number for number, _, _ in told}) > 1
    assert all(number == dots == sentence for number, dots, sentence in told), told


# At every frame: the solved of the numbers, the dots of the wall, and what the sentence says.
_COUNT_SOLVED = """() => {
    const root = document.querySelector("[data-testid=live]");
    const find = (name) => root.querySelector(`[data-testid=${name}]`);
    const told = [];
    const observer = new MutationObserver(() => {
        const dots = find("panel-wall").data.find(({ name }) => name === "95% right").x.length;
        const sentence = find("finding-solved")?.textContent ?? "0";
        told.push([parseInt(find("solved").textContent), dots, parseInt(sentence)]);
    });
    observer.observe(root, { attributes: true, attributeFilter: ["data-frames"] });
    const stop = () => (observer.disconnect(), told); // other tests open the same page
    window.told = { stop };
}"""


def test_one_seed_has_no_share(live: LivePage) -> None:
    live.open("?ensemble_size=1")
    expect(live.root.get_by_test_id("solved")).to_be_hidden()


def test_one_seed_has_no_wall(live: LivePage) -> None:
    live.open("?ensemble_size=1")
    wall = live.root.get_by_test_id("panel-wall")
    expect(live.root.get_by_test_id("panel-boundary")).to_be_visible()
    expect(wall).to_have_count(0)
    live.go_to("?ensemble_size=1&panels=wall")  # an empty page would say nothing
    expect(wall).to_contain_text("a wall needs several seeds")


def test_256_seeds_train_and_are_drawn(live: LivePage) -> None:
    live.open(QUICK + "&ensemble_size=256&spread=lines")
    live.press("Play").wait("frames > 10", timeout=60)
    live.pause()
    assert sorted(members_of(live)) == list(range(256))
    assert live.number("solved").split()[2] == "256:"


def test_numbers_have_room(live: LivePage) -> None:
    live.page.set_viewport_size({"width": 1600, "height": 900})
    live.open(QUICK + "&ensemble_size=256&panels=loss")
    live.press("Play").wait("solved >= 100", timeout=60).pause()
    wider = "node => node.scrollWidth > node.clientWidth"
    for classes in ("trainscope-live", "trainscope-live projector"):
        expect(live.root).to_have_class(classes)
        for number in live.root.locator("dd").all():
            assert not number.evaluate(wider), number.inner_text()
        live.press("Projector")


def test_another_theme_redraws_the_figures(live: LivePage) -> None:
    live.open("?panels=boundary")
    ink = live.figure("boundary")["data"][1]["line"]["color"]
    frames = live.frames
    live.page.emulate_media(color_scheme="dark")
    live.wait(f"frames > {frames}").settled()
    assert live.figure("boundary")["data"][1]["line"]["color"] != ink
