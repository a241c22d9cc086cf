"""Classification metrics of many networks at once."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def confusion(probabilities: Floats, labels: Floats) -> NDArray[np.int64]:
    """Counts [members, 2, 2] of true class by predicted class, from P(class 1) [members, N].

    A point counts as class 1 where its probability is above one half.
    """
    predicted, actual = probabilities > 0.5, labels > 0.5
    return np.stack(
        [
            np.stack([((predicted == p) & (actual == a)).sum(-1) for p in (False, True)], -1)
            for a in (False, True)
        ],
        -2,
    )


def _ratio(part: Floats, whole: Floats) -> Floats:
    """part / whole, and 0 where the whole is 0, as scikit-learn has it."""
    return np.divide(part, whole, out=np.zeros(np.shape(part)), where=whole != 0)


def area_under_roc(probabilities: Floats, labels: Floats) -> Floats:
    """AUC [members]: how often a point of class 1 scores above one of class 0, ties counted half.

    NaN where a class has no points. Computed from ranks (Hanley and McNeil 1982).
    """
    positive = labels > 0.5
    n_positive, n_negative = np.count_nonzero(positive), np.count_nonzero(~positive)
    if not n_positive or not n_negative:
        return np.full(len(probabilities), np.nan)
    ranks = pd.DataFrame(probabilities.T).rank().to_numpy().T
    rank_sum: Floats = ranks[:, positive].sum(axis=1)
    return (rank_sum - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative)


def classification_metrics(probabilities: Floats, labels: Floats) -> dict[str, Floats]:
    """Accuracy, precision, recall, F1 and AUC, each [members], from P(class 1) [members, N].

    Precision, recall and F1 are 0 where nothing was predicted or present, as in scikit-learn.
    """
    counts = confusion(probabilities, labels).astype(float)
    (true_negative, false_positive), (false_negative, true_positive) = np.moveaxis(counts, 0, -1)
    return {
        "accuracy": (true_positive + true_negative) / len(labels),
        "precision": _ratio(true_positive, true_positive + false_positive),
        "recall": _ratio(true_positive, true_positive + false_negative),
        "f1": _ratio(2 * true_positive, 2 * true_positive + false_positive + false_negative),
        "auc": area_under_roc(probabilities, labels),
    }
