"""The metrics page: the run of the playground under a threshold."""

import re

import numpy as np
import pytest
import torch
from sklearn import metrics as sklearn

from pages.metrics.code import code_of_metrics
from tests.pages.page import (
    ask,
    change,
    header_of,
    markdown,
    open_page,
    printed,
    printed_by,
    run_of,
)

ADDRESS = {"dataset": "circle", "noise": "0.2", "n_points": "60", "ensemble_size": "3"}


def row(app, label):
    """A metric of the validation points, and of the training points."""
    (line,) = [line for line in markdown(app).splitlines() if line.startswith(f"| {label} |")]
    return [cell.strip(" `") for cell in line.split("|")[2:4]]


def labels_and_probabilities(app, member):
    """Labels [N] and P(class 1) [N] of the validation points, from torch."""
    trainer = run_of(app).trainer
    with torch.no_grad():
        logits = trainer.member(member)(trainer.dataset.x_validation)
    return trainer.dataset.y_validation.numpy(), torch.sigmoid(logits).squeeze(-1).numpy()


@pytest.mark.parametrize("threshold", [0.0, 0.4, 1.0])
def test_the_numbers_are_those_of_scikit_learn_and_of_the_code_that_is_shown(threshold):
    app = open_page("metrics", threshold=str(threshold), picked_seed="2", **ADDRESS)
    assert not app.exception
    y, p = labels_and_probabilities(app, 1)
    expected = {
        "accuracy": sklearn.accuracy_score(y, p > threshold),
        "precision": sklearn.precision_score(y, p > threshold, zero_division=0),
        "recall": sklearn.recall_score(y, p > threshold),
        "F1": sklearn.f1_score(y, p > threshold),
        "AUC": sklearn.roc_auc_score(y, p),
    }
    output = printed(app)
    numbers = dict(re.findall(r"^(\w+) ([\d.e-]+)$", output, re.MULTILINE))
    for name, value in expected.items():
        assert row(app, name)[0] == f"{value:.4f}"
        assert float(numbers[name]) == pytest.approx(value)
    matrix = sklearn.confusion_matrix(y, p > threshold).tolist()
    assert f"confusion matrix {matrix}" in output


def test_the_live_view_shows_the_curves_and_the_numbers_follow_when_asked():
    app = open_page("metrics", **ADDRESS)
    assert list(header_of(app)["panels"]) == ["boundary", "metrics", "roc", "precision_recall"]
    assert "at step 0" in markdown(app)
    ask(app, "epoch")
    step = run_of(app).trainer.step
    assert step > 0
    app.button(key="read_again").click().run()
    assert f"at step {step}" in markdown(app)
    y, p = labels_and_probabilities(app, 0)
    assert row(app, "AUC")[0] == f"{sklearn.roc_auc_score(y, p):.4f}"
    change(app, "threshold", 0.25)
    assert app.query_params["threshold"] == "0.25"
    assert row(app, "recall")[0] == f"{sklearn.recall_score(y, p > 0.25):.4f}"


def test_a_set_of_one_class_has_no_auc():
    app = open_page("metrics", dataset="gaussians", n_points="10", train_share="0.05")
    assert not app.exception
    (label,) = np.unique(run_of(app).trainer.dataset.y_train)
    assert row(app, "AUC")[1] == "–"
    assert f"All training points are of class {label:.0f}" in app.caption[-1].value


def test_a_member_that_gives_no_numbers_has_no_auc():
    app = open_page("metrics", **ADDRESS)
    run_of(app).trainer.ensemble.flat.fill_(float("nan"))
    change(app, "threshold", 0.25)
    assert row(app, "AUC") == ["–", "–"]
    assert "no number" in app.caption[-1].value
    assert "confusion matrix" in printed(app)


def test_the_code_of_a_run_in_float64_holds_all_digits():
    code = code_of_metrics(np.array([0.5, 0.5 + 1e-12]), np.array([0, 1]), 0.5, "two points")
    output = printed_by(code)
    assert "confusion matrix [[1, 0], [0, 1]]" in output
    assert "AUC 1.0" in output
