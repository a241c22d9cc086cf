"""Points of any units, in the square where the other problems lie."""

import numpy as np

from core.arrays import Floats


def scaled(points: Floats) -> Floats:
    """Points [n, 2] with every coordinate in [−1, 1].

    An axis that lies within [−1, 1] stays as it is; one that goes beyond is stretched so that its
    least value becomes −1 and its greatest 1. Centimetres and kilograms need not have one scale:
    each axis has its own, as in scikit-learn's MinMaxScaler. An axis with one value far away is 0.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    beyond = (low < -1) | (high > 1)
    span = np.where(high > low, high - low, 1)
    stretched = np.where(high > low, 2 * (points - low) / span - 1, 0)
    return np.where(beyond, stretched, points)
