import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sklearn

from core.metrics import classification_metrics, confusion, threshold_curves

# Few values make many ties, also at the threshold; other numbers fall between them.
PROBABILITIES = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]) | st.floats(0, 1)
POINTS = st.lists(st.tuples(PROBABILITIES, PROBABILITIES, st.booleans()), min_size=1, max_size=40)


@settings(max_examples=30)
@given(POINTS, st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]) | st.floats(0, 1))
def test_equal_to_scikit_learn_at_every_threshold(points, threshold):
    *members, labels = np.array(points, dtype=float).T
    ours = classification_metrics(np.array(members), labels, threshold)
    counts = confusion(np.array(members), labels, threshold)
    for member, probabilities in enumerate(members):
        predicted = (probabilities > threshold).astype(float)
        expected = {
            "accuracy": sklearn.accuracy_score(labels, predicted),
            "precision": sklearn.precision_score(labels, predicted, zero_division=0),
            "recall": sklearn.recall_score(labels, predicted, zero_division=0),
            "f1": sklearn.f1_score(labels, predicted, zero_division=0),
            "auc": (
                sklearn.roc_auc_score(labels, probabilities)
                if len(set(labels)) == 2
                else float("nan")
            ),
        }
        assert {name: values[member] for name, values in ours.items()} == pytest.approx(
            expected, nan_ok=True, abs=1e-12
        )
        matrix = sklearn.confusion_matrix(labels, predicted, labels=[0, 1])
        assert np.array_equal(counts[member], matrix)


def test_the_threshold_is_one_half_unless_another_is_given():
    probabilities, labels = np.array([[0.5, 0.51]]), np.array([1.0, 1.0])
    assert confusion(probabilities, labels)[0].tolist() == [[0, 0], [1, 1]]
    assert classification_metrics(probabilities, labels)["recall"] == [0.5]


def test_ties_count_half():
    auc = classification_metrics(np.array([[0.5, 0.5, 0.5]]), np.array([0.0, 1.0, 1.0]))["auc"]
    assert auc == [0.5]


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_one_class_alone_has_no_auc(label):
    metrics = classification_metrics(np.array([[0.1, 0.9]]), np.full(2, label))
    assert np.isnan(metrics["auc"]).all()
    assert metrics["accuracy"] == [0.5]
    assert metrics["recall"] == [0.5 if label else 0.0]


def test_nothing_passes_the_threshold_1_and_all_but_0_passes_the_threshold_0():
    probabilities, labels = np.array([[0.0, 0.3, 1.0]]), np.array([0.0, 1.0, 1.0])
    assert confusion(probabilities, labels, 1.0)[0].tolist() == [[1, 0], [2, 0]]
    assert confusion(probabilities, labels, 0.0)[0].tolist() == [[1, 0], [0, 2]]


@settings(max_examples=30)
@given(POINTS.filter(lambda points: len({label for *_, label in points}) == 2))
def test_curves_are_those_of_scikit_learn(points):
    *members, labels = np.array(points, dtype=float).T
    curves = threshold_curves(np.array(members), labels)
    for member, scores in enumerate(members):
        _, first = np.unique(-curves.thresholds[member], return_index=True)  # each tie once
        false_positive, recall, thresholds = (
            getattr(curves, name)[member][first]
            for name in ("false_positive_rate", "recall", "thresholds")
        )
        roc = sklearn.roc_curve(labels, scores, drop_intermediate=False)
        np.testing.assert_allclose((false_positive, recall, thresholds), roc, atol=1e-12)
        precision, of_recall, _ = sklearn.precision_recall_curve(labels, scores)
        np.testing.assert_allclose(curves.precision[member][first], precision[::-1], atol=1e-12)
        np.testing.assert_allclose(recall, of_recall[::-1], atol=1e-12)
        assert curves.average_precision[member] == pytest.approx(
            sklearn.average_precision_score(labels, scores)
        )


def test_a_nan_member_has_no_curve_and_changes_no_other():
    probabilities = np.array([[0.2, np.nan, 0.9], [0.2, 0.4, 0.9]])
    curves = threshold_curves(probabilities, np.array([0.0, 1.0, 1.0]))
    assert np.isnan(curves.recall[0]).all()
    assert np.isnan(curves.precision[0]).all()
    assert curves.recall[1].tolist() == [0, 0.5, 1, 1]
    np.testing.assert_array_equal(curves.area_under_roc, [np.nan, 1])


@pytest.mark.parametrize(("label", "missing"), [(0.0, "recall"), (1.0, "false_positive_rate")])
def test_a_rate_of_points_that_are_not_there_is_not_a_number(label, missing):
    curves = threshold_curves(np.array([[0.1, 0.9]]), np.full(2, label))
    assert np.isnan(getattr(curves, missing)).all()
