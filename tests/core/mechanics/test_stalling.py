import numpy as np
import pytest
import torch

from core.mechanics.loss_curves import LOGIT_LOSSES
from core.mechanics.stalling import escapes

SLOPES = {
    "bce": lambda p: p - 1,
    "bce_on_probability": lambda p: p - 1,
    "mse": lambda p: 2 * (p - 1) * p * (1 - p),
    "hinge": lambda p: -float(p < 1 / (1 + np.exp(-1))),
}
"""dL/dz for label 1 where P(class 1) is p."""


def descent(slope, z, learning_rate, steps):
    logits = [z]
    for _ in range(steps):
        z -= learning_rate * slope(1 / (1 + np.exp(-z)))
        logits.append(z)
    return np.array(logits)


@pytest.mark.parametrize("label", [0, 1])
def test_each_walks_as_the_formulas_say(label):
    sign = 2 * label - 1
    names = tuple(LOGIT_LOSSES)
    found = escapes(names, label, sign * -4.0, 0.5, 100, torch.float64)
    for name in names:
        logits = descent(SLOPES[name], -4.0, 0.5, 100)
        np.testing.assert_allclose(sign * found[name].logits, logits, rtol=1e-9)
        np.testing.assert_allclose(found[name].probabilities, 1 / (1 + np.exp(-logits)), rtol=1e-9)
        right = np.flatnonzero(logits > 0)
        assert found[name].right_after == (right[0] if len(right) else None)
        slope = SLOPES[name](1 / (1 + np.exp(4.0)))
        assert sign * found[name].first_gradient == pytest.approx(slope)


def test_mse_stalls_as_long_as_its_formula_says_and_bce_does_not():
    found = escapes(("bce", "mse"), 1, -6.0, 1.0, 300)
    assert found["bce"].right_after == 7
    for name, escape in found.items():
        assert escape.right_after == pytest.approx(LOGIT_LOSSES[name].crossing_time(6.0), abs=3)
    assert found["mse"].right_after > 200


def test_rounded_to_a_certain_probability_nothing_pulls_any_more():
    found = escapes(tuple(LOGIT_LOSSES), 0, 20.0, 1.0, 25)
    for name in ("bce_on_probability", "mse"):
        assert found[name].first_gradient == 0
        assert found[name].right_after is None
        assert (found[name].logits == 20).all()
    assert found["bce"].right_after == found["hinge"].right_after == 21
