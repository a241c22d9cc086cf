"""ROC and precision–recall curves, held to scikit-learn's of the members as plain networks."""

import numpy as np
import pytest
import torch
from sklearn import metrics as sklearn

from core import RunConfig, Trainer
from web.live.panels import PANELS, Options, PanelContext
from web.live.panels.metrics import draw_metrics

CONFIG = RunConfig(n_points=80, noise=0.3, train_share=0.75, dataset="circle", ensemble_size=3)
DRAW = {name: PANELS[name].draw for name in ("roc", "precision_recall")}


@pytest.fixture(scope="module")
def trainer():
    return Trainer(CONFIG).train(60)


def said(trainer, member):
    """Labels [N] and P(class 1) [N] of the training and of the validation points, from torch."""
    data = trainer.dataset
    for x, y in ((data.x_train, data.y_train), (data.x_validation, data.y_validation)):
        with torch.no_grad():
            yield y.numpy(), torch.sigmoid(trainer.member(member)(x)).squeeze(-1).numpy()


def expected(name, y, p):
    """The corners of the curve, x and y, from the highest threshold to the lowest; and its area."""
    if name == "roc":
        x, height, _ = sklearn.roc_curve(y, p, drop_intermediate=False)
        return x, height, sklearn.roc_auc_score(y, p)
    precision, recall, _ = sklearn.precision_recall_curve(y, p)
    return recall[::-1], precision[::-1], sklearn.average_precision_score(y, p)


def named(figure, name):
    return next(t for t in figure["data"] if t.get("name", "").startswith(name))


def thresholds_of(figure):
    return [t for t in figure["data"] if t.get("mode") == "markers" and "visible" not in t]


@pytest.mark.parametrize("name", DRAW)
def test_curves_and_areas_are_those_of_scikit_learn(trainer, name):
    figure = DRAW[name](PanelContext(trainer, picked=2))
    for of_set, (y, p) in zip(("training", "validation"), said(trainer, 2), strict=True):
        curve = named(figure, of_set)
        x, height, area = expected(name, y, p)
        np.testing.assert_allclose(curve["x"], x, atol=1e-6)
        np.testing.assert_allclose(curve["y"], height, atol=1e-6)
        assert curve["name"].endswith(f" {area:.3f}")


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 1.0])
def test_the_point_is_where_the_metrics_panel_says(trainer, threshold):
    context = PanelContext(trainer, Options(threshold=threshold), picked=1)
    table = draw_metrics(context)["data"][0]
    assert draw_metrics(context)["layout"]["note"] == f"threshold {threshold:g}"
    roc, precision_recall = (thresholds_of(draw(context)) for draw in DRAW.values())
    for row, (y, p) in enumerate(said(trainer, 1)):
        passed = p > threshold
        recall = sklearn.recall_score(y, passed)
        assert roc[row]["x"] == pytest.approx([(passed & (y == 0)).sum() / (y == 0).sum()])
        assert roc[row]["y"] == pytest.approx([recall])
        # Of nothing no share is of class 1.
        some = passed.any()
        precision = [sklearn.precision_score(y, passed)] if some else []
        assert precision_recall[row]["x"] == pytest.approx([recall] if some else [])
        assert precision_recall[row]["y"] == pytest.approx(precision)
        assert table["z"][row, table["x"].index("recall")] == pytest.approx(recall)
        f1 = sklearn.f1_score(y, passed, zero_division=0)
        assert table["z"][row, table["x"].index("F1")] == pytest.approx(f1)


@pytest.mark.parametrize("name", DRAW)
def test_thin_lines_are_the_members_and_the_band_is_of_them(trainer, name):
    lines = DRAW[name](PanelContext(trainer, Options(spread="lines")))["data"][0]
    (length,) = lines["meta"]["length"]
    grid = lines["x"][: length - 1]
    everyone = lines["y"].reshape(3, length)
    assert np.isnan(everyone[:, -1]).all()
    for member, heights in enumerate(everyone[:, :-1]):
        x, height, _ = expected(name, *next(said(trainer, member)))
        # At each place of the grid: what the best threshold that reaches no further gives; or the
        # first that reaches it.
        reached = [x <= g + 1e-9 if name == "roc" else x >= g - 1e-9 for g in grid]
        best = [height[r].max() if name == "roc" else height[r][0] for r in reached]
        np.testing.assert_allclose(heights, best, atol=1e-6)
    band = DRAW[name](PanelContext(trainer))["data"][0]
    half = len(band["x"]) // 2
    high = np.quantile(everyone[:, :-1], 0.9, axis=0)
    np.testing.assert_allclose(band["y"][:half], high, atol=1e-6)


def test_networks_that_answer_all_points_alike_are_on_the_line_of_chance():
    config = RunConfig(initializer="zeros", ensemble_size=2, dataset="book_xor")
    context = PanelContext(Trainer(config), Options(spread="lines"))
    roc, precision_recall = (draw(context)["data"] for draw in DRAW.values())
    np.testing.assert_allclose(roc[0]["y"], roc[0]["x"])
    assert named({"data": roc}, "training")["line"]["shape"] == "linear"
    # All but the start, where nothing has passed: the step leads to the share at once.
    np.testing.assert_allclose(precision_recall[0]["y"].reshape(2, -1)[:, 1:-1], 0.53)
    assert named({"data": precision_recall}, "training")["line"]["shape"] == "vh"


def test_chance_is_the_diagonal_and_the_share_of_class_1(trainer):
    """Behind the curves stand, of each set, the band and the line of chance."""
    assert [t["y"].tolist() for t in DRAW["roc"](PanelContext(trainer))["data"][2:4]] == [
        [0, 1]
    ] * 2
    shares = [y.mean() for y, _ in said(trainer, 0)]
    chance = DRAW["precision_recall"](PanelContext(trainer))["data"][2:4]
    assert [t["y"][0] for t in chance] == pytest.approx(shares)


@pytest.mark.parametrize("name", DRAW)
def test_a_set_without_one_class_is_said_to_have_no_curve(name):
    trainer = Trainer(RunConfig(dataset="gaussians", n_points=2))
    assert {float(trainer.dataset.y_train), float(trainer.dataset.y_validation)} == {0, 1}
    figure = DRAW[name](PanelContext(trainer))
    assert named(figure, "training")["name"].endswith("–") == (
        name == "roc" or not trainer.dataset.y_train.any()
    )
    if name == "roc":
        text = figure["layout"]["annotations"][0]["text"].replace("<br>", " ")
        assert "both classes" in text
        assert all(len(trace["x"]) == 0 for trace in thresholds_of(figure))
