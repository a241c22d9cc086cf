"""Smoothing, and the panels of loss and accuracy, which are drawn alike."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import RunConfig, Trainer
from core.losses import LOSSES
from pages.panels import Moment, Options, Style
from pages.panels.accuracy import draw_accuracy
from pages.panels.curves import smooth, smooth_geometrically
from pages.panels.loss import draw_loss

CONFIG = RunConfig(n_points=40, noise=0.2, learning_rate=0.3)
DRAW = {"loss": draw_loss, "accuracy": draw_accuracy}

each_score = pytest.mark.parametrize("score", DRAW)
numbers = st.lists(st.floats(1e-6, 1e6), max_size=30).map(np.array)
smoothings = st.floats(0.01, 0.99)


@pytest.fixture(scope="module")
def trainer():
    return Trainer(CONFIG).train(30)


@given(numbers, smoothings)
def test_smoothing_is_the_moving_average_of_pandas(values, smoothing):
    expected = pd.Series(values, dtype=float).ewm(alpha=1 - smoothing, adjust=False).mean()
    np.testing.assert_allclose(smooth(values, smoothing), expected, rtol=1e-9)


@given(numbers, smoothings)
def test_on_a_log_axis_it_is_that_of_the_logarithms(values, smoothing):
    logs = pd.Series(np.log(values), dtype=float).ewm(alpha=1 - smoothing, adjust=False).mean()
    np.testing.assert_allclose(smooth_geometrically(values, smoothing), np.exp(logs), rtol=1e-9)


@given(numbers)
def test_no_smoothing_shows_what_was_measured(values):
    np.testing.assert_array_equal(smooth(values, 0), values)
    np.testing.assert_array_equal(smooth_geometrically(values, 0), values)


def test_smoothing_runs_over_the_rows_and_leaves_its_input_alone():
    values = np.array([[0.0, 8.0], [4.0, 8.0], [4.0, 0.0]])
    before = values.copy()
    np.testing.assert_array_equal(smooth(values, 0.5), [[0, 8], [2, 8], [3, 4]])
    np.testing.assert_array_equal(values, before)


def test_a_gradient_of_nothing_stays_nothing_on_a_log_axis():
    np.testing.assert_array_equal(smooth_geometrically(np.zeros((3, 2)), 0.9), np.zeros((3, 2)))


@each_score
@pytest.mark.parametrize("smoothing", [0, 0.8])
def test_curves_are_the_recorded_scores(trainer, score, smoothing):
    frame = trainer.history.frame()
    traces = DRAW[score](Moment(trainer, Options(smoothing=smoothing)))["data"]
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
    assert {t["mode"] for t in DRAW[score](Moment(trainer))["data"]} == {"markers"}
    trainer.train(1)
    assert {t["mode"] for t in DRAW[score](Moment(trainer))["data"]} == {"lines"}


@each_score
def test_sets_are_told_apart_by_colour_and_by_dashes(trainer, score):
    train, validation = DRAW[score](Moment(trainer))["data"]
    assert train["line"]["color"] != validation["line"]["color"]
    assert train["line"]["dash"] != validation["line"]["dash"]
    thin, thick = (DRAW[score](Moment(trainer, style=Style(projector=p))) for p in (False, True))
    assert thick["data"][0]["line"]["width"] > thin["data"][0]["line"]["width"]


def test_the_loss_may_have_a_log_axis(trainer):
    linear, log = (draw_loss(Moment(trainer, Options(log_loss=on))) for on in (False, True))
    assert log["layout"]["yaxis"]["type"] == "log"
    assert linear["layout"]["yaxis"].get("type", "linear") == "linear"
    np.testing.assert_equal(log["data"], linear["data"])


@pytest.mark.parametrize("loss", LOSSES)
def test_the_axis_names_the_loss(loss):
    layout = draw_loss(Moment(Trainer(CONFIG.replace(loss=loss))))["layout"]
    assert layout["yaxis"]["title"]["text"] == LOSSES[loss].label
    assert layout["xaxis"]["title"]["text"] == "step"


def test_all_of_the_accuracy_is_in_view_whatever_it_is(trainer):
    low, high = draw_accuracy(Moment(trainer))["layout"]["yaxis"]["range"]
    assert low <= 0
    assert high >= 1
