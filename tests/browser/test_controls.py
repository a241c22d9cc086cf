"""Each control changes what it should, in a real browser."""

import re
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.live_page import LivePage

MENUS = [
    ("Problem", "circle", "dataset=circle"),
    ("Activation", "ReLU", "activation=relu"),
    ("Bias start", "uniform", "bias_initializer=uniform"),
    ("Initializer", "orthogonal", "initializer=orthogonal"),
    ("Optimizer", "Nesterov", "optimizer=nesterov"),
    ("Loss", "mean squared error", "loss=mse"),
]
SLIDERS = [
    ("Points", "n_points=210", True),
    ("Train share", "train_share=0.55", True),
    ("Noise", "noise=0.01", True),
    ("Hidden layers", "hidden_layers=3", True),
    ("Width", "width=5", True),
    ("Batch size", "batch_size=20", True),
    ("Learning rate", "learning_rate=0.05", False),
    ("L1 penalty", "l1=1e-05", False),
    ("L2 penalty", "l2=1e-05", False),
]


# Opening a page takes longer than all that is done on it: controls of one kind share one.


def test_every_menu_restarts_the_run_with_the_choice(live: LivePage) -> None:
    # Tall enough for all controls: a menu closes when the page scrolls below it.
    live.page.set_viewport_size({"width": 1280, "height": 2400})
    live.open()
    for label, option, query in MENUS:
        live.press("Step").wait("step == 1").settled()
        menu = live.page.get_by_role("combobox", name=label)
        menu.fill(option)
        menu.press("Enter")

        expect(live.page).to_have_url(re.compile(re.escape(query)))
        live.wait("step == 0").settled()


def test_every_slider_changes_its_setting(live: LivePage) -> None:
    live.open().press("Step").wait("step == 1").settled()
    for label, query, restarts in SLIDERS:
        frames = live.frames
        live.page.get_by_role("slider", name=label).press("ArrowRight")

        expect(live.page).to_have_url(re.compile(re.escape(query)))
        live.wait(f"frames > {frames}")
        assert live.settled() == (0 if restarts else 1), label
        if restarts:
            live.press("Step").wait("step == 1").settled()


def test_seeds_can_be_typed(live: LivePage) -> None:
    live.open()
    for label, query in (("Seed", "seed=9"), ("Data seed", "data_seed=9")):
        live.press("Step").wait("step == 1").settled()
        field = live.page.get_by_role("spinbutton", name=label, exact=True)
        field.fill("9")
        field.press("Enter")

        expect(live.page).to_have_url(re.compile(re.escape(query)))
        live.wait("step == 0").settled()


def test_new_sample_draws_other_points(live: LivePage) -> None:
    live.open()
    before = live.figure("boundary")["data"][2]["x"]
    live.page.get_by_role("button", name="New sample").click()

    expect(live.page).to_have_url(re.compile("data_seed=2"))
    live.wait("frames >= 2")
    assert live.figure("boundary")["data"][2]["x"] != before


def test_the_parameters_of_an_optimizer_come_with_it(live: LivePage) -> None:
    live.open("?optimizer=momentum")
    field = live.page.get_by_role("spinbutton", name="Momentum")
    expect(field).to_have_value("0.9")
    field.fill("0.5")
    field.press("Enter")

    expect(live.page).to_have_url(re.compile("momentum=0.5"))


def test_the_learning_rate_changes_in_the_middle_of_a_run(live: LivePage) -> None:
    live.open().press("Play").wait("step > 20")
    live.page.get_by_role("slider", name="Learning rate").press("ArrowRight")

    expect(live.title).to_contain_text("η = 0.05")
    step = live.step
    assert step > 20
    live.wait(f"playing && step > {step}")


@pytest.mark.parametrize(
    ("tab", "role", "name", "query", "step"),
    [
        ("Run", "button", "New sample", "data_seed=2", 1),
        ("Display", "switch", "Logarithmic loss", "log_loss=true", 2),
    ],
)
def test_a_control_that_moves_at_the_moment_of_a_request_is_followed(
    live: LivePage, tab: str, role: Literal["button", "switch"], name: str, query: str, step: int
) -> None:
    """While a run plays that happens by chance: Streamlit sends both in one message."""
    live.open().press("Step").wait("step == 1").tab(tab).settled()
    # A click follows its pointerup at once, before anything that the browser puts off is done.
    live.root.get_by_role("button", name="Step").evaluate(
        """step => document.addEventListener("pointerup", () => step.click(), { once: true })"""
    )
    live.page.get_by_role(role, name=name).click(force=True)

    expect(live.page).to_have_url(re.compile(query))
    live.wait(f"step == {step}")


def test_speed_changes_in_the_middle_of_a_run(live: LivePage) -> None:
    live.open().press("Play").wait("step > 20")
    live.root.get_by_role("combobox", name="Speed").select_option("1")

    expect(live.page).to_have_url(re.compile(r"speed=1\b"))
    live.wait(f"playing && frames > {live.frames + 16}")  # what was under way has been shown
    frames, step = live.root.evaluate("node => [+node.dataset.frames, +node.dataset.step]")
    live.wait(f"frames >= {frames + 8}")
    later_frames, later_step = live.root.evaluate(
        "node => [+node.dataset.frames, +node.dataset.step]"
    )
    assert later_step - step == later_frames - frames


def test_display_switches_leave_the_run_alone(live: LivePage) -> None:
    live.open().press("Play").wait("step > 50")
    step = live.tab("Display").pause()
    for name in ("Logarithmic loss", "Hard classes"):
        frames = live.frames
        live.page.get_by_role("switch", name=name).click(force=True)
        live.wait(f"frames > {frames}")
        assert live.step == step

    assert live.figure("loss")["layout"]["yaxis"]["type"] == "log"
    z = live.figure("boundary")["data"][0]["z"]
    assert {value for row in z for value in row.values()} <= {0, 1}


def test_metrics_are_one_click_away(live: LivePage) -> None:
    live.open().tab("Display")
    live.page.get_by_role("combobox", name="Panels").fill("Metrics")
    live.page.keyboard.press("Enter")

    expect(live.root.get_by_test_id("panel-metrics").locator(".main-svg").first).to_be_visible()
    expect(live.page).to_have_url(re.compile("panels="))
