"""Classification metrics of many networks at once, at one threshold and at all of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats

HALF = 0.5
"""The threshold where P(class 1) and P(class 0) are equal."""


def confusion(probabilities: Floats, labels: Floats, threshold: float = HALF) -> NDArray[np.int64]:
    """Counts [members, 2, 2] of true class by predicted class, from P(class 1) [members, N].

    A point is predicted as class 1 if its probability is above the threshold; NaN never is.
    """
    predicted, actual = probabilities > threshold, labels > 0.5
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


@dataclass(frozen=True)
class ThresholdCurves:
    """Rates at every threshold, from the highest to the lowest; each array [members, N + 1].

    Column k belongs to the threshold at which the k most probable points are predicted as class 1.
    Points of equal probability pass together: their columns are all that of the last of them.
    The rates of a member with a NaN probability are NaN.
    """

    thresholds: Floats
    """Lowest probability that passes; infinite in column 0, where none does."""
    false_positive_rate: Floats
    """Share of class 0 that passes; NaN without class 0."""
    recall: Floats
    """Share of class 1 that passes: the true positive rate. NaN without class 1."""
    precision: Floats
    """Share of class 1 among what passes; 1 in column 0, where nothing does."""

    @property
    def area_under_roc(self) -> Floats:
        """AUC [members]: probability that a point of class 1 scores above one of class 0.

        Ties count half. By the trapezoidal rule, which is exact here. NaN if a class has no points.
        """
        return np.asarray(np.trapezoid(self.recall, self.false_positive_rate, axis=1))

    @property
    def average_precision(self) -> Floats:
        """Mean precision [members] over the thresholds, weighted with the gain in recall of each.

        Without interpolation, as in scikit-learn; NaN without class 1.
        """
        average: Floats = (np.diff(self.recall, axis=1) * self.precision[:, 1:]).sum(axis=1)
        return average


def threshold_curves(probabilities: Floats, labels: Floats) -> ThresholdCurves:
    """ROC and precision–recall curves of every member, from P(class 1) [members, N].

    Fawcett 2006, Algorithm 1, for all members at once.
    """
    order = np.argsort(-probabilities, axis=1)
    ordered = np.take_along_axis(probabilities, order, axis=1).astype(float)
    hit = (labels > 0.5)[order]
    last = _last_of_ties(ordered)
    hits = np.take_along_axis(hit.cumsum(axis=1), last, axis=1)
    start = np.zeros((len(ordered), 1))
    hits, passed = np.hstack([start, hits]), np.hstack([start, last + 1.0])
    hits[np.isnan(ordered).any(axis=1)] = np.nan
    n_positive, n_negative = np.count_nonzero(labels > 0.5), np.count_nonzero(labels <= 0.5)
    return ThresholdCurves(
        thresholds=np.hstack([start + np.inf, ordered]),
        false_positive_rate=_share(passed - hits, n_negative),
        recall=_share(hits, n_positive),
        # Column 0 is 0 / 0: there `out`, 0 hits + 1, remains. NaN remains NaN.
        precision=np.divide(hits, passed, out=hits + 1, where=passed > 0),
    )


def _last_of_ties(ordered: Floats) -> NDArray[np.int64]:
    """For each place of a sorted row, the column [members, N] of the last equal number."""
    last = np.tile(np.arange(ordered.shape[1]), (len(ordered), 1))
    tied = ordered[:, :-1] == ordered[:, 1:]
    last[:, :-1][tied] = ordered.shape[1]
    return np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]


def _share(counts: Floats, whole: np.integer) -> Floats:
    return counts / whole if whole else np.full_like(counts, np.nan)


def area_under_roc(probabilities: Floats, labels: Floats) -> Floats:
    """AUC [members] from P(class 1) [members, N]; NaN where a class has no points."""
    return threshold_curves(probabilities, labels).area_under_roc


def classification_metrics(
    probabilities: Floats, labels: Floats, threshold: float = HALF
) -> dict[str, Floats]:
    """Accuracy, precision, recall, F1 and AUC, each [members], from P(class 1) [members, N].

    Precision, recall and F1 are 0 if their denominator is 0, as in scikit-learn. The AUC does not
    depend on the threshold.
    """
    counts = confusion(probabilities, labels, threshold).astype(float)
    (true_negative, false_positive), (false_negative, true_positive) = np.moveaxis(counts, 0, -1)
    return {
        "accuracy": (true_positive + true_negative) / len(labels),
        "precision": _ratio(true_positive, true_positive + false_positive),
        "recall": _ratio(true_positive, true_positive + false_negative),
        "f1": _ratio(2 * true_positive, 2 * true_positive + false_positive + false_negative),
        "auc": area_under_roc(probabilities, labels),
    }
