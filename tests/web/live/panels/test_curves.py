"""Smoothing, and the panels of loss and accuracy, which are drawn alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import RunConfig, Trainer
from core.losses import LOSSES
from web.charts.axes import GUIDE_DASH
from web.live.panels import PANELS, Options, PanelContext, Style
from web.live.panels.curves import MOST_LINE_POINTS, draw_train_and_validation, smooth
from web.live.panels.loss import draw_loss

CONFIG = RunConfig(n_points=40, noise=0.2, learning_rate=0.3)
DRAW = {name: PANELS[name].draw for name in ("loss", "accuracy")}

each_score = pytest.mark.parametrize("score", DRAW)
numbers = st.lists(st.floats(1e-6, 1e6), max_size=30).map(np.array)
smoothings = st.floats(0.01, 0.99)


@pytest.fixture(scope="module")
def trainer():
    return Trainer(CONFIG).train(30)


def curves_of(figure):
    """The traces that are no guides."""
    return [
        trace
        for trace in figure["data"]
        if "visible" not in trace and trace["line"].get("dash") != GUIDE_DASH
    ]


def recursion(values, smoothing):
    """The moving average as a textbook writes it; what is not a number is passed over."""
    average, averages = None, []
    for value in values:
        if np.isnan(value):
            averages.append(np.nan)
            continue
        average = value if average is None else smoothing * average + (1 - smoothing) * value
        averages.append(average)
    return averages


@given(numbers, smoothings)
def test_smoothing_is_the_exponential_moving_average(values, smoothing):
    np.testing.assert_allclose(smooth(values, smoothing), recursion(values, smoothing), rtol=1e-9)


@given(numbers)
def test_no_smoothing_shows_what_was_measured(values):
    np.testing.assert_array_equal(smooth(values, 0), values)


def test_smoothing_runs_over_the_rows_of_each_column_and_leaves_its_input_alone():
    values = np.array([[0.0, np.nan], [4.0, 8.0], [4.0, np.nan], [4.0, 0.0]])
    before = values.copy()
    expected = np.stack([recursion(column, 0.5) for column in values.T], axis=1)
    np.testing.assert_array_equal(smooth(values, 0.5), expected)
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("name", ["update_to_weight_ratio", "gradient_variance"])
def test_on_a_log_axis_logarithms_are_averaged_and_a_zero_does_not_count(name):
    """The first step has no update: that must not take the rest of the curve with it."""
    trainer = Trainer(CONFIG, history_capacity=64).train(20)
    recorded = trainer.history.column(name)[:, 0, 0]
    curve = PANELS[name].draw(PanelContext(trainer, Options(smoothing=0.5)))["data"]
    (drawn,) = [trace for trace in curve if trace.get("name") == "hidden 1"]
    positive = recorded[recorded > 0]
    np.testing.assert_allclose(drawn["y"], np.exp(recursion(np.log(positive), 0.5)))
    assert len(positive) >= 20


@each_score
@pytest.mark.parametrize("smoothing", [0, 0.8])
def test_curves_are_the_recorded_scores(trainer, score, smoothing):
    frame = trainer.history.frame()
    traces = curves_of(DRAW[score](PanelContext(trainer, Options(smoothing=smoothing))))
    assert [trace["name"] for trace in traces] == ["training", "validation"]
    for trace, column in zip(traces, (f"train_{score}", f"validation_{score}"), strict=True):
        expected = frame[column]
        if smoothing:
            expected = expected.ewm(alpha=1 - smoothing, adjust=False).mean()
        np.testing.assert_array_equal(trace["x"], range(31))
        np.testing.assert_allclose(trace["y"], expected)
    assert not np.array_equal(traces[0]["y"], traces[1]["y"])


@each_score
def test_a_single_step_is_a_dot_and_more_are_a_line(score):
    trainer = Trainer(CONFIG)
    assert {t["mode"] for t in curves_of(DRAW[score](PanelContext(trainer)))} == {"markers"}
    trainer.train(1)
    assert {t["mode"] for t in curves_of(DRAW[score](PanelContext(trainer)))} == {"lines"}


@each_score
def test_sets_are_told_apart_by_colour_and_by_dashes(trainer, score):
    train, validation = curves_of(DRAW[score](PanelContext(trainer)))
    assert train["line"]["color"] != validation["line"]["color"]
    assert train["line"]["dash"] != validation["line"]["dash"]
    thin, thick = (
        DRAW[score](PanelContext(trainer, style=Style(projector=p))) for p in (False, True)
    )
    assert thick["data"][0]["line"]["width"] > thin["data"][0]["line"]["width"]


def test_the_loss_may_have_a_log_axis(trainer):
    linear, log = (draw_loss(PanelContext(trainer, Options(log_loss=on))) for on in (False, True))
    assert log["layout"]["yaxis"]["type"] == "log"
    assert linear["layout"]["yaxis"].get("type", "linear") == "linear"
    np.testing.assert_equal(log["data"], linear["data"])


@pytest.mark.parametrize("loss", LOSSES)
def test_the_axis_names_the_loss(loss):
    layout = draw_loss(PanelContext(Trainer(CONFIG.replace(loss=loss))))["layout"]
    assert layout["yaxis"]["title"]["text"] == LOSSES[loss].label
    assert layout["xaxis"]["title"]["text"] == "step"


def test_all_of_the_accuracy_is_in_view_whatever_it_is(trainer):
    low, high = PANELS["accuracy"].draw(PanelContext(trainer))["layout"]["yaxis"]["range"]
    assert low <= 0
    assert high >= 1


@pytest.fixture(scope="module")
def ensemble():
    return Trainer(CONFIG.replace(ensemble_size=9)).train(30)


def quantile(trainer, column, share):
    return trainer.history.frame().groupby("step")[column].quantile(share)


@each_score
def test_several_members_are_a_median_in_a_band_and_the_shown_one(ensemble, score):
    context = PanelContext(ensemble, picked=4)
    for i, column in enumerate((f"train_{score}", f"validation_{score}")):
        band, median, own = curves_of(DRAW[score](context))[3 * i : 3 * i + 3]
        np.testing.assert_allclose(median["y"], quantile(ensemble, column, 0.5))
        np.testing.assert_allclose(band["y"][:31], quantile(ensemble, column, 0.9))
        np.testing.assert_allclose(band["y"][31:][::-1], quantile(ensemble, column, 0.1))
        assert band["fill"] == "toself"
        np.testing.assert_array_equal(band["x"], [*range(31), *reversed(range(31))])
        frame = ensemble.history.frame().query("member == 4")
        np.testing.assert_array_equal(own["y"], frame[column])
        assert own["name"] == f"seed {CONFIG.seed + 4}"


@each_score
def test_or_every_member_is_a_thin_line_that_can_be_picked(ensemble, score):
    context = PanelContext(ensemble, Options(spread="lines"), picked=4)
    lines, median, own = curves_of(DRAW[score](context))[:3]
    frame = ensemble.history.frame()
    rows = lines["meta"]["length"][0]
    assert len(lines["y"]) == 9 * rows
    for member in range(9):
        expected = frame.query("member == @member")[f"train_{score}"]
        drawn = lines["y"][member * rows : (member + 1) * rows]
        np.testing.assert_array_equal(drawn[:-1], expected)
        assert np.isnan(drawn[-1])
    assert lines["line"]["width"] < own["line"]["width"]
    np.testing.assert_allclose(median["y"], quantile(ensemble, f"train_{score}", 0.5))
    np.testing.assert_array_equal(own["y"], frame.query("member == 4")[f"train_{score}"])


def test_many_members_are_drawn_with_fewer_points():
    trainer = Trainer(CONFIG.replace(ensemble_size=256)).train(100)
    lines = curves_of(draw_loss(PanelContext(trainer, Options(spread="lines"))))[0]
    assert 256 < len(lines["y"]) < 2 * MOST_LINE_POINTS


def test_rows_without_a_reading_are_left_out():
    trainer = Trainer(CONFIG, history_capacity=64)
    steps, readings = [1, 2, 3, 4], np.array([[np.nan], [4.0], [np.nan], [8.0]])
    trainer.history.append(steps, {"train_loss": readings, "validation_loss": readings})
    for smoothing in (0, 0.5):
        context = PanelContext(trainer, Options(smoothing=smoothing))
        curve = draw_train_and_validation(context, "loss", "loss", {})["data"][0]
        assert curve["x"][-2:].tolist() == [2, 4]
        start = trainer.history.column("train_loss")[0, 0]
        expected = 8.0 if not smoothing else ((start + 4) / 2 + 8) / 2
        assert curve["y"][-1] == pytest.approx(expected)


def test_the_loss_has_a_guide_at_what_chance_scores(trainer):
    guide = draw_loss(PanelContext(trainer))["data"][0]
    np.testing.assert_allclose(guide["y"], np.log(2))
    assert "ln 2" in guide["name"]
    quarter = draw_loss(PanelContext(Trainer(CONFIG.replace(loss="mse"))))["data"][0]
    np.testing.assert_allclose(quarter["y"], 0.25)
