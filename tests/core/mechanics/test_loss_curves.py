import numpy as np
import pytest
import torch
from sklearn.metrics import log_loss

from core.mechanics.loss_curves import LOGIT_LOSSES, loss_curve

LOGITS = np.array([-6.0, -2.3, -0.4, 0.0, 0.7, 1.5, 5.0])
P = 1 / (1 + np.exp(-LOGITS))


EXPECTED = {
    "bce": lambda y: [log_loss([y], [[1 - p, p]], labels=[0, 1]) for p in P],
    "bce_on_probability": lambda y: -np.log(P if y else 1 - P),
    "mse": lambda y: (P - y) ** 2,
    "hinge": lambda y: np.maximum(0, 1 - (LOGITS if y else -LOGITS)),
}


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("name", LOGIT_LOSSES)
def test_losses_and_their_gradients(name, label):
    curve = loss_curve(name, LOGITS, label, torch.float64)
    np.testing.assert_allclose(curve.loss, EXPECTED[name](label), rtol=1e-9)
    step = 1e-6
    above, below = (loss_curve(name, LOGITS + d, label, torch.float64).loss for d in (step, -step))
    np.testing.assert_allclose(curve.gradient, (above - below) / (2 * step), atol=1e-8)
    np.testing.assert_allclose(curve.formula, curve.gradient, rtol=1e-9)


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("name", LOGIT_LOSSES)
def test_time_until_the_zero_is_crossed_is_the_integral_of_one_over_the_gradient(name, label):
    wrong_by = np.linspace(0, 7, 20001)
    logits = -wrong_by if label else wrong_by
    gradient = abs(loss_curve(name, logits, label, torch.float64).gradient)
    time = np.trapezoid(1 / gradient, wrong_by)
    assert LOGIT_LOSSES[name].crossing_time(7.0) == pytest.approx(time, rel=1e-6)


def test_a_probability_in_float32_saturates_and_its_gradient_dies():
    """σ(17) rounds to 1 there, so that ln(1 − σ) is −∞, which torch clamps at −100."""
    logits = np.array([16.0, 17.0, 30.0])
    on_logits, on_probability = (
        loss_curve(name, logits, 0) for name in ("bce", "bce_on_probability")
    )
    np.testing.assert_allclose(on_logits.loss, logits, rtol=1e-6)
    np.testing.assert_allclose(on_logits.gradient, 1, rtol=1e-6)
    assert on_probability.loss[0] == pytest.approx(16, rel=0.01)
    assert on_probability.loss[1:].tolist() == [100, 100]
    assert on_probability.gradient[1:].tolist() == [0, 0]
    np.testing.assert_allclose(on_probability.formula, 1, rtol=1e-6)


def test_where_the_probability_is_tiny_the_backward_pass_divides_by_no_less_than_1e_12():
    z = -30.0
    curve = loss_curve("bce_on_probability", np.array([z]), 1)
    assert curve.loss == pytest.approx([-z], rel=1e-6)
    assert curve.gradient == pytest.approx([-np.exp(z) / 1e-12], rel=1e-5)
