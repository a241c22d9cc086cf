"""The live view's Python side: requests in, blocks out."""

from types import SimpleNamespace

import numpy as np
import pytest

from core import Trainer
from tests.pages.page import ask, change, header_of, open_page, run_of
from web.live.panels import PANELS
from web.live.run import SPEEDS


def test_what_is_no_request_leaves_the_page_standing():
    app = open_page()
    for state in (5, ["play"], {"request": {"number": 1, "kind": "step", "speed": "warp"}}):
        app.session_state["live"] = state
        app.run()
        assert not app.exception
        assert run_of(app).trainer.step == 0


def test_a_request_is_answered_once():
    app = open_page()
    for number, step in ((1, 1), (1, 1), (2, 2), (2, 2)):
        ask(app, "step", number)
        assert not app.exception
        assert run_of(app).trainer.step == step
        assert header_of(app)["answered"] == number
        assert header_of(app)["numbers"][-1]["step"] == step


@pytest.mark.parametrize("kind", ["pause", "catch_up", "view", "", "__class__", "<b>"])
def test_other_requests_are_answered_and_train_nothing(kind):
    app = ask(open_page(), kind)
    assert not app.exception
    assert header_of(app)["answered"] == 1
    assert run_of(app).trainer.step == 0


def test_a_block_is_made_when_there_is_something_to_draw_and_only_then():
    app = open_page()
    first = app.session_state["live_state"].block
    assert app.run().session_state["live_state"].block == first
    change(app, "log_loss", True)
    second = app.session_state["live_state"].block
    assert header_of(app)["figures"]["loss"]["layout"]["yaxis"]["type"] == "log"
    app.context = {"theme": "dark"}
    app.run()
    assert app.session_state["live_state"].block != second
    assert app.run().session_state["live_state"].block == app.session_state["live_state"].block


def test_ids_of_blocks_and_runs_tell_blocks_apart():
    app = open_page()
    before = header_of(app)
    ask(app, "step")
    after = header_of(app)
    assert after["block_id"] > before["block_id"]
    assert after["run"] == before["run"]
    change(app, "width", 5)
    assert header_of(app)["run"] != after["run"]


def test_play_sends_the_pictures_of_its_speed(monkeypatch):
    for module in ("core.trainer", "web.live.run"):  # a busy machine makes fewer in a tick's time
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(perf_counter=lambda: 0.0))
    app = ask(open_page(), "play", speed="1")
    steps = [numbers["step"] for numbers in header_of(app)["numbers"]]
    assert steps == list(range(1, SPEEDS["1"].frames + 1))
    assert len(header_of(app)["arrays"]) == len(steps)


def test_numbers_are_those_of_the_run():
    app = ask(open_page(batch_size="7"), "epoch")
    trainer = run_of(app).trainer
    (numbers,) = header_of(app)["numbers"]
    assert numbers["epoch"] == trainer.epoch
    metrics = trainer.metrics().median()
    for name in ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy"):
        assert numbers[name] == pytest.approx(metrics[name], rel=1e-5)


def test_numbers_that_are_not_finite_are_left_out():
    app = open_page()
    run_of(app).trainer.ensemble.flat.fill_(float("nan"))
    (numbers,) = header_of(ask(app, "pause"))["numbers"]
    assert numbers["train_loss"] is None
    assert numbers["step"] == 0


def test_the_panels_asked_for_are_drawn_in_their_order():
    header = header_of(open_page(panels="metrics,loss", ensemble_size="1"))
    assert list(header["panels"]) == list(header["figures"]) == ["metrics", "loss"]
    for name, panel in header["panels"].items():
        assert panel == {"label": PANELS[name].label, "describe": PANELS[name].describe}


@pytest.mark.parametrize(
    ("address", "sizes"),
    [
        ({"hidden_layers": "0"}, "2–1"),
        ({"hidden_layers": "3", "width": "5"}, "2–5–5–5–1"),
        ({"hidden_layers": "12", "width": "64"}, "2–64–(12 layers)–64–1"),
    ],
)
def test_the_title_says_what_is_trained_and_from_which_seed(address, sizes):
    title = header_of(open_page(seed="33", optimizer="adam", **address))["title"]
    assert sizes in title
    assert "seeds 33 to 4" in title
    assert "Adam" in title


@pytest.mark.parametrize("broken", [RuntimeError, MemoryError, ZeroDivisionError])
def test_training_that_fails_is_said_on_the_page(monkeypatch, caplog, broken):
    def fail(*_, **__):
        raise broken("secret")

    app = open_page()
    monkeypatch.setattr(Trainer, "train", fail)
    ask(app, "play")
    assert not app.exception
    header = header_of(app)
    assert header["alert"] == run_of(app).failure
    assert header["finished"]
    assert ("memory" in header["alert"]) == (broken is MemoryError)
    assert "secret" not in header["alert"]
    assert "secret" in caplog.text  # for who runs the server


def test_reset_after_a_failure_starts_a_sound_run(monkeypatch):
    app = open_page(seed="3")
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "train", None)
        ask(app, "step", 1)
    assert run_of(app).failure
    ask(app, "reset", 2)
    ask(app, "step", 3)
    assert not app.exception
    assert header_of(app)["alert"] is None
    assert run_of(app).trainer.step == 1
    assert run_of(app).config.seed == 3


def test_a_diverging_run_is_said_on_the_page_with_its_last_finite_picture():
    address = {"activation": "identity", "learning_rate": "10", "l2": "10"}
    app = open_page(batch_size="full", **address)
    for number in range(1, 200):
        if header_of(app)["finished"]:
            break
        ask(app, "play", number)
        assert not app.exception
    header = header_of(app)
    assert "diverged" in header["alert"]
    assert header["numbers"][-1]["step"] == run_of(app).trainer.divergence.step - 1
    assert np.isfinite(header["numbers"][-1]["train_loss"])


def test_a_float64_run_diverges_in_words():
    app = open_page(width="16", activation="identity", learning_rate="10", dtype="float64")
    for number in range(1, 100):
        if header_of(app)["finished"]:
            break
        ask(app, "play", number)
        assert not app.exception
    assert "diverged" in header_of(app)["alert"]
