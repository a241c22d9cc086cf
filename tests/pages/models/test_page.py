"""The models page: the run as code, its layers, and NoisyLinear."""

import re

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.mechanics.noisy_linear import noisy_passes
from pages.models.noisy_figure import draw_noisy_passes
from tests.pages.page import change, open_page, printed
from web.charts.style import Style


def shown_losses(app):
    return [metric.value for metric in app.metric]


def rows(app):
    """The cells of the layer table, row by row."""
    words = [element.value for element in app.markdown]
    names = [
        i for i, word in enumerate(words) if re.fullmatch(r"\*\*(hidden \d+|output)\*\*", word)
    ]
    return [words[i : i + 6] for i in names]


@pytest.mark.parametrize("section", ["sequential", "module"])
def test_the_code_prints_the_losses_that_stand_above_it(section):
    app = open_page(
        "models", section=section, n_steps="20", dataset="moons", l2="0.01", penalized_layer="0"
    )
    assert not app.exception
    numbers = re.findall(r": (\S+)$", printed(app), re.MULTILINE)
    assert list(map(float, numbers)) == pytest.approx(list(map(float, shown_losses(app))), rel=1e-5)
    trainer = Trainer(RunConfig(dataset="moons", l2=0.01, penalized_layer=0)).train(20)
    assert shown_losses(app)[1] == f"{trainer.scores().train_loss.item():.6g}"
    assert "without the penalty" in app.caption[-1].value
    assert ("class Network(nn.Module)" in app.code[0].value) == (section == "module")


def test_each_layer_has_a_menu_for_its_initializer():
    app = open_page("models")
    assert [row[1:5] for row in rows(app)] == [
        ["`Linear(2, 4), Tanh()`", "4 × 2", "4", "12"],
        ["`Linear(4, 4), Tanh()`", "4 × 4", "4", "20"],
        ["`Linear(4, 1)`", "1 × 4", "1", "5"],
    ]
    assert "nn.init.orthogonal_" not in app.code[0].value
    change(app, "initializer_of_1", "orthogonal")
    change(app, "initializer_of_2", "constant")
    assert app.query_params["layer_initializers"] == ",orthogonal,constant"
    change(app, "weight_constant", -0.25)
    for line in ("orthogonal_(network[2].weight)", "constant_(network[4].weight, -0.25)"):
        assert f"nn.init.{line}" in app.code[0].value
    change(app, "initializer_of_2", "")
    assert app.query_params["layer_initializers"] == ",orthogonal"
    assert "weight_constant" not in app.query_params
    assert [row[5] for row in rows(app)] == ["0.3333", "0.25", "0.4"]


def test_a_penalty_on_one_layer():
    app = open_page("models", l1="0.1")
    assert app.selectbox(key="penalized_layer").value == "all"
    change(app, "penalized_layer", 1)
    assert app.query_params["penalized_layer"] == "1"
    assert "weight = network[2].weight" in app.code[0].value
    change(app, "penalized_layer", "all")
    assert "penalized_layer" not in app.query_params


def test_a_smaller_network_drops_settings_of_layers_that_it_lacks():
    app = open_page("models", l1="0.1", penalized_layer="2", layer_initializers="zeros,zeros,zeros")
    change(app, "hidden_layers", 1)
    assert app.query_params["layer_initializers"] == "zeros,zeros"
    assert "penalized_layer" not in app.query_params
    change(app, "hidden_layers", 0)
    assert "logistic regression" in app.info[0].value
    assert app.slider(key="width").disabled
    assert "nn.Sequential(nn.Linear(2, 1))" in app.code[0].value


def test_settings_of_a_closed_section_stay():
    app = open_page("models", l1="0.1", penalized_layer="1", n_steps="50", width="7")
    before = app.query_params.copy()
    for section in ("noisy", "noisy", "sequential"):
        app.session_state["section"] = section
        app.run()
    assert not app.exception
    assert {**app.query_params, "section": 0} == {**before, "section": 0}
    assert "0.1 * weight.abs()" in app.code[0].value


def test_a_diverged_run_is_an_error():
    app = open_page(
        "models",
        **{"activation": "identity", "initializer": "normal", "weight_scale": "10"},
        **{"learning_rate": "10", "l2": "10", "n_steps": "100"},
    )
    assert "This run diverged: the loss became nan after step" in app.error[0].value
    assert "nan" in printed(app)
    assert np.isfinite(float(shown_losses(app)[1]))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("layer_initializers", "bogus"),
        ("penalized_layer", "3"),
        ("n_steps", "1001"),
        ("sigma", "-1"),
        ("section", "bogus"),
    ],
)
def test_a_refused_value_of_the_url_is_named(name, value):
    app = open_page("models", **{name: value})
    assert not app.exception
    assert name in app.warning[0].value.replace("\\", "")


def test_a_large_network_takes_fewer_steps(monkeypatch):
    monkeypatch.setattr("core.mechanics.run_losses.MOST_NUMBERS", 100_000)
    app = open_page("models", n_steps="1000")
    assert not app.exception
    (sentence,) = [caption.value for caption in app.caption if "takes at most" in caption.value]
    steps = re.search(r"at most (\d+) steps", sentence)[1]
    assert app.metric[1].label == f"Loss after {steps} steps"
    assert f"range({steps})" in app.code[0].value


def test_noisy_linear_shows_the_books_numbers_and_its_code_prints_them():
    app = open_page("models", section="noisy", passes="20")
    table = next(element.value for element in app.markdown if "| y₁ |" in element.value)
    for numbers in ("0.1154 | −0.0598", "0.0432 | −0.0375", "0.0000 | 0.0000"):
        assert numbers in table
    shown = re.findall(r"-?\d+\.\d{4}", table.replace("−", "-"))
    assert re.findall(r"-?\d+\.\d{4}", printed(app))[:8] == shown[:8]
    assert sorted(re.findall(r"-?\d+\.\d{4}", printed(app))) == sorted(shown)
    change(app, "sigma", 0.0)
    assert not app.exception
    table = next(element.value for element in app.markdown if "| y₁ |" in element.value)
    assert set(re.findall(r"\d+\.\d{4}", table)) == {"0.0000"}


@pytest.mark.parametrize("style", [Style(), Style(dark=True, projector=True)])
def test_the_picture_shows_the_passes_and_its_ellipse_holds_95_percent(style):
    passes = noisy_passes([1.0, 0.0, 0.0, 0.0], 2, sigma=0.5, seed=2, passes=2000)
    cloud, ellipse, inference = draw_noisy_passes(passes, style)["data"]
    np.testing.assert_array_equal(cloud["x"], passes.training[:, 0])
    np.testing.assert_array_equal([*inference["x"], *inference["y"]], passes.inference)
    outline = np.stack([ellipse["x"], ellipse["y"]], axis=1) - passes.inference
    inverse = np.linalg.inv(passes.covariance)
    radius = np.einsum("ni,ij,nj->n", outline, inverse, outline)
    np.testing.assert_allclose(radius, radius[0], rtol=1e-4)
    offset = passes.training - passes.inference
    inside = np.einsum("ni,ij,nj->n", offset, inverse, offset) < radius[0]
    assert abs(inside.mean() - 0.95) < 0.02
