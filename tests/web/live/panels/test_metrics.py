import numpy as np
import pytest
import torch
from sklearn import metrics as sklearn

from core import RunConfig, Trainer
from web.live.panels import PanelContext
from web.live.panels.metrics import draw_metrics

CONFIG = RunConfig(n_points=80, noise=0.2, train_share=0.75, dataset="circle")


def predictions(trainer):
    """Labels [N] and P(class 1) [N] of the training and of the validation points, from torch."""
    data = trainer.dataset
    for x, y in ((data.x_train, data.y_train), (data.x_validation, data.y_validation)):
        with torch.no_grad():
            yield y.numpy(), torch.sigmoid(trainer.member(0)(x)).squeeze(-1).numpy()


@pytest.mark.parametrize("steps", [0, 300])
def test_tables_are_those_of_scikit_learn(steps):
    trainer = Trainer(CONFIG).train(steps)
    scores, *confusions = draw_metrics(PanelContext(trainer))["data"]
    assert scores["y"] == ["training", "validation"]
    for row, (table, (y, p)) in enumerate(zip(confusions, predictions(trainer), strict=True)):
        said = p > 0.5
        expected = {
            "accuracy": sklearn.accuracy_score(y, said),
            "precision": sklearn.precision_score(y, said, zero_division=0),
            "recall": sklearn.recall_score(y, said, zero_division=0),
            "F1": sklearn.f1_score(y, said, zero_division=0),
            "AUC": sklearn.roc_auc_score(y, p),
        }
        assert scores["x"] == list(expected)
        np.testing.assert_allclose(scores["z"][row], list(expected.values()), rtol=1e-6)
        # Rows are what a point is, columns what was said of it: both here and in scikit-learn.
        np.testing.assert_array_equal(table["z"], sklearn.confusion_matrix(y, said))
        assert table["y"] == ["true 0", "true 1"]
        assert table["x"] == ["predicted 0", "predicted 1"]


def test_each_table_has_its_own_axes():
    figure = draw_metrics(PanelContext(Trainer(CONFIG)))
    axes = {(trace.get("xaxis", "x"), trace.get("yaxis", "y")) for trace in figure["data"]}
    assert axes == {("x", "y"), ("x2", "y2"), ("x3", "y3")}
    for pair in axes:
        for axis in pair:
            assert f"{axis[0]}axis{axis[1:]}" in figure["layout"]
    # Plotly draws the first row at the bottom unless it is told otherwise.
    assert all(figure["layout"][y]["autorange"] == "reversed" for y in ("yaxis", "yaxis2"))
    assert figure["layout"]["yaxis3"]["autorange"] == "reversed"


def test_a_set_without_one_class_has_no_auc_but_a_table():
    trainer = Trainer(RunConfig(dataset="gaussians", n_points=2))
    scores, train, _ = draw_metrics(PanelContext(trainer))["data"]
    assert np.isnan(scores["z"][:, scores["x"].index("AUC")]).all()
    assert train["z"].shape == (2, 2)
    assert train["z"].sum() == 1
