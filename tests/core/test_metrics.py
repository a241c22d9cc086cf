import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sklearn

from core.metrics import classification_metrics, confusion

# Few values make many ties, also at the threshold; other numbers fall between them.
PROBABILITIES = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]) | st.floats(0, 1)
POINTS = st.lists(st.tuples(PROBABILITIES, PROBABILITIES, st.booleans()), min_size=1, max_size=40)


@given(POINTS)
def test_equal_to_scikit_learn(points):
    *members, labels = np.array(points, dtype=float).T
    ours = classification_metrics(np.array(members), labels)
    counts = confusion(np.array(members), labels)
    for member, probabilities in enumerate(members):
        predicted = (probabilities > 0.5).astype(float)
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


def test_ties_count_half():
    auc = classification_metrics(np.array([[0.5, 0.5, 0.5]]), np.array([0.0, 1.0, 1.0]))["auc"]
    assert auc == [0.5]


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_one_class_alone_has_no_auc(label):
    metrics = classification_metrics(np.array([[0.1, 0.9]]), np.full(2, label))
    assert np.isnan(metrics["auc"]).all()
    assert metrics["accuracy"] == [0.5]
    assert metrics["recall"] == [0.5 if label else 0.0]
