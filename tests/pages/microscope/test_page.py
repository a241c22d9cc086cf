"""The microscope page: any weight in any state of the run, and a program that prints it."""

import re

import pytest
import torch
from torch.nn import functional as F

from tests.pages.page import change, open_page, printed, run_of, words

DEEP = {
    **{"hidden_layers": "12", "width": "64", "activation": "relu", "ensemble_size": "1"},
    **{"initializer": "kaiming_normal", "look_at": "batch"},
}


def open_microscope(**address):
    app = open_page("microscope", **address)
    assert not app.exception
    return app


def shown(app):
    """The gradient on the page: by the sum, by autograd, by the difference."""
    rows = re.findall(r"^\| (sum|autograd|central).*?\| (-?[\d.e-]+) \|", words(app), re.MULTILINE)
    return {name: float(number) for name, number in rows}


def captions(app):
    """All captions, without backslashes."""
    return "\n".join(caption.value for caption in app.caption).replace("\\", "")


def numbers_of(program):
    """What a program prints: a number a line, by the word before it."""
    return {line.split()[0]: float(line.split()[1]) for line in program.splitlines()}


def test_a_weight_of_the_run_is_taken_apart_and_the_program_prints_it():
    app = open_microscope(step="40", layer="1", unit="3", source="2", picked_seed="4", point="7")
    trainer = run_of(app).trainer
    assert trainer.step == 40
    network, data = trainer.member(3), trainer.dataset
    loss = F.binary_cross_entropy_with_logits(network(data.x_train[6:7])[0], data.y_train[6:7])
    expected = torch.autograd.grad(loss, network[0].weight)[0][2, 1].item()
    assert shown(app)["autograd"] == pytest.approx(expected, rel=1e-4)
    assert shown(app)["sum"] == pytest.approx(shown(app)["autograd"], rel=1e-12)
    assert shown(app)["central"] == pytest.approx(shown(app)["autograd"], rel=1e-5)
    assert numbers_of(printed(app)) == pytest.approx(
        {"autograd": shown(app)["autograd"], "central": shown(app)["central"]}, rel=1e-12
    )
    (table,) = app.dataframe
    assert table.value["product"].sum() == pytest.approx(shown(app)["autograd"])
    assert table.value["path"].str.match(r"^x₁ → 3 → \d → output$").all()
    assert "seed 4 after 40 steps" in words(app)


def test_the_mean_over_the_next_batch():
    app = open_microscope(step="5", look_at="batch", loss="mse", activation="gelu")
    assert "The loss on 10 points" in words(app)
    assert "mean over the 10 points" in words(app)
    assert numbers_of(printed(app))["autograd"] == pytest.approx(shown(app)["autograd"], rel=1e-12)


def test_choosing_another_layer_takes_a_unit_that_it_has():
    app = open_microscope()
    change(app, "unit", 4)
    change(app, "layer", 3)
    assert "unit: 4 is not allowed; it takes 1 (output)." in captions(app)
    assert "sum over 1 path " in words(app)
    assert app.selectbox(key="unit").value == 1
    assert app.query_params == {"layer": "3"}


def test_paths_of_twelve_layers_of_64_are_grouped_and_the_program_trains_them_again():
    app = open_microscope(**DEEP, step="3", unit="2", source="2")
    assert r"7.4 \times 10^{19}" in words(app)
    assert "each line below is the sum over all paths through one unit" in words(app)
    assert shown(app)["sum"] == pytest.approx(shown(app)["autograd"], rel=1e-9)
    assert numbers_of(printed(app))["autograd"] == pytest.approx(shown(app)["autograd"], rel=1e-9)


def test_no_hidden_layer_is_one_path():
    app = open_microscope(hidden_layers="0", features="x0,x0x1", source="2")
    assert "sum over 1 path " in words(app)
    assert app.dataframe[0].value["path"].tolist() == ["x₀x₁ → output"]
    assert numbers_of(printed(app))["autograd"] == pytest.approx(shown(app)["autograd"], rel=1e-12)


def test_a_dead_unit_has_a_gradient_of_exactly_zero_and_a_reason():
    app = open_microscope(activation="relu", picked_seed="2")
    trainer = run_of(app).trainer
    with torch.no_grad():
        trainer.ensemble.layers[0][1][1, 0] = -100.0
    app.run()
    assert shown(app) == {"sum": 0, "autograd": 0, "central": 0}
    assert "exactly 0: the slope φ′ of the weight's own unit is 0 at every point" in words(app)
    assert not app.dataframe


def test_a_diverged_run_shows_its_last_finite_weights():
    app = open_microscope(learning_rate="10", l2="10", step="100")
    assert "The run diverged" in words(app)
    assert "the run's L1 or L2 penalty comes on top" in words(app)
    assert "autograd" in shown(app)


def test_a_member_that_is_not_finite_is_an_error():
    app = open_microscope()
    with torch.no_grad():
        run_of(app).trainer.ensemble.weights()[1][0, 0, 0] = float("nan")
    app.run()
    assert not app.exception
    assert "the weights of seed 1 are no longer finite" in words(app)


def test_settings_that_the_run_does_not_have_are_named():
    app = open_microscope(
        layer="9", picked_seed="99", point="900", width="3", unit="60", source="7"
    )
    for sentence in (
        "layer: 9 is not allowed; it takes 1 (hidden 1) to 3 (output).",
        "picked_seed: 99 is not allowed; it takes a whole number from 1 to 16.",
        "point: 900 is not allowed; it takes a whole number from 1 to 100.",
        "unit: 60 is not allowed; it takes 1 (output).",
        "source: 7 is not allowed; it takes 1 (unit 1) to 3 (unit 3).",
    ):
        assert sentence in captions(app)
    assert app.query_params == {"layer": "3", "width": "3", "source": "3", "point": "100"}
    app.run()
    assert "is not allowed" not in captions(app)


def test_a_setting_that_a_change_of_the_run_takes_away_is_named():
    app = open_microscope(source="2")
    app.session_state["features"] = ["x1"]
    app.run()
    assert "source: 2 is not allowed; it takes 1 (x₁)." in captions(app)
    assert app.query_params == {"features": "x1"}
