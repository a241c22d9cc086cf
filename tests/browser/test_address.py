"""The address is the experiment: in a real browser."""

import random
import re
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.live_page import LivePage
from tests.server import Server

SETTINGS = (
    *("dataset", "n_points", "noise", "train_share", "data_seed", "hidden_layers", "width"),
    *("activation", "initializer", "bias_initializer", "loss", "optimizer", "learning_rate"),
    *("batch_size", "l1", "l2", "seed", "ensemble_size", "device", "dtype", "momentum", "beta1"),
    *(
        "weight_scale",
        "panels",
        "speed",
        "log_loss",
        "smoothing",
        "hard_classes",
        "projector",
        "step",
        "points",
    ),
)
HOSTILE = (
    *("", " ", "-1", "0", "1e999", "-1e999", "nan", "inf", "None", "null", "true", "[]", "{}"),
    *("1" * 400, "9" * 19, "0x10", "1_000", "١٢", "½", "4.5", "tanh", "TANH", "relu;drop table"),
    *("<script>alert(1)</script>", "../../etc/passwd", "%00", "\x00", "\u202e", "🙂" * 50),
    *(
        "__class__",
        "self",
        "own",
        "AAAA",
        "boundary,boundary",
        "boundary,,",
        ",",
        "$x$",
        "[a](b)",
        "`x`",
    ),
)


def hostile_query(chance: random.Random) -> str:
    names = [*SETTINGS, "self", "__init__", "a" * 300, "ключ", "<b>"]
    chosen = chance.sample(names, chance.randint(1, 5))
    return "?" + urlencode({name: chance.choice(HOSTILE) for name in chosen}, quote_via=quote)


def assert_no_trouble(live: LivePage) -> None:
    assert live.page.get_by_test_id("stException").count() == 0
    assert "Traceback" not in live.page.inner_text("body")


def test_a_hostile_address_opens_a_working_page(loaded: LivePage) -> None:
    chance = random.Random(20)
    for _ in range(5):
        loaded.open(hostile_query(chance))
        assert_no_trouble(loaded)
    loaded.press("Step")


def test_hostile_addresses_in_one_session(live: LivePage) -> None:
    """As if the person went back and forward: the page reads the address anew, without a load."""
    live.open()
    chance = random.Random(200)
    for _ in range(40):
        live.go_to(hostile_query(chance))
        assert_no_trouble(live)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("?learning_rate=100", "learning_rate: '100' is not allowed; it takes a number from 1e-05"),
        ("?activation=tanhh", "activation: 'tanhh' is not allowed; choose one of identity, tanh"),
        (
            "?hidden_layers=40",
            "hidden_layers: 40 is not allowed; it takes a whole number from 0 to 12",
        ),
        ("?momentum=0.5", "momentum: '0.5' is not allowed; the present choices have no such"),
        ("?wdith=3", "wdith: '3' is not allowed; there is no such setting"),
        ("?speed=fast", "speed: 'fast' is not allowed; choose one of slowest"),
        ("?step=-3", "step: '-3' is not allowed; it takes a whole number"),
    ],
)
def test_a_bad_value_is_named_and_gone_from_the_address(
    live: LivePage, query: str, named: str
) -> None:
    live.open(query)

    expect(live.page.get_by_test_id("stAlert")).to_contain_text(named)
    expect(live.page).to_have_url(live.url)


@pytest.mark.parametrize("path", ["", "metrics", "capacity"])
def test_a_warning_covers_nothing(page: Page, server: Server, path: str) -> None:
    page.goto(f"{server.url}{path}?dataset=spirals")
    warning, header = page.get_by_test_id("stAlert"), page.locator(".stAppHeader")
    for _ in range(2):  # with the controls, and without them
        expect(warning).to_be_visible()
        box, above = warning.bounding_box(), header.bounding_box()
        assert box is not None
        assert above is not None
        assert box["y"] >= above["y"] + above["height"]
        if path != "capacity":  # it has no sidebar
            LivePage(page, server.url).wait("frames >= 1").press("Controls")


def test_a_copied_address_opens_the_same_picture(
    live: LivePage, browser: Browser, server: Server
) -> None:
    query = "?dataset=circle&width=6&activation=relu&optimizer=momentum&momentum=0.8&seed=3"
    live.open(query).press("Play").wait("step > 200")
    step = live.pause()
    expect(live.page).to_have_url(re.compile(rf"step={step}\b"))

    other = LivePage(browser.new_page(viewport={"width": 1280, "height": 720}), server.url)
    other.page.goto(live.page.url)
    other.wait(f"step == {step}")
    expect(other.root).to_have_attribute("data-waiting", "false")

    for name in ("train_loss", "validation_loss", "train_accuracy", "epoch"):
        assert other.number(name) == live.number(name)
    for panel in ("boundary", "loss", "gradient_variance"):
        assert other.figure(panel)["data"] == live.figure(panel)["data"]
    other.page.close()


def test_back_returns_to_the_experiment_before(live: LivePage) -> None:
    live.open("?seed=7")
    live.press("New seed")
    expect(live.page).to_have_url(re.compile(r"seed=23\b"))

    live.page.go_back()

    expect(live.title).to_contain_text("seeds 7 to 22")


def test_back_trains_up_to_the_step_of_before_and_can_be_cancelled(live: LivePage) -> None:
    live.open("?hidden_layers=12&activation=sigmoid&ensemble_size=64")
    live.press("Play").wait("step > 200").pause()
    live.root.get_by_test_id("finding-vanishing").get_by_role("button").click()
    live.wait("step == 0").settled()

    live.page.go_back()
    status = live.root.get_by_role("status").filter(has_text="On the way to step")
    expect(status).to_be_visible()
    live.press("Cancel")

    expect(status).to_be_hidden()
    reached = live.settled()
    assert 0 < reached < 200
    expect(live.page).to_have_url(re.compile(rf"step={reached}\b"))
    assert live.press("Step").settled() == reached + 1
