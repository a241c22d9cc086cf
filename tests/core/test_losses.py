import numpy as np
import pytest
import torch
from sklearn.metrics import brier_score_loss, log_loss
from torch import Tensor

from core.losses import LOSSES

LOGITS = torch.tensor([-3.0, -0.5, 0.0, 0.7, 2.0, 5.0], dtype=torch.float64)
LABELS = torch.tensor([0.0, 1.0, 1.0, 0.0, 1.0, 0.0], dtype=torch.float64)
P = 1 / (1 + np.exp(-LOGITS.numpy()))

EXPECTED = {
    "bce": np.where(LABELS.numpy() == 1, -np.log(P), -np.log(1 - P)),
    "mse": (P - LABELS.numpy()) ** 2,
}
SKLEARN = {"bce": log_loss, "mse": brier_score_loss}


@pytest.mark.parametrize("name", LOSSES)
def test_every_reduction(name):
    def loss(reduction: str) -> Tensor:
        return LOSSES[name].function(LOGITS, LABELS, reduction=reduction)

    np.testing.assert_allclose(loss("none"), EXPECTED[name], rtol=1e-12)
    assert loss("sum").item() == pytest.approx(EXPECTED[name].sum(), rel=1e-12)
    assert loss("mean").item() == pytest.approx(SKLEARN[name](LABELS, P), rel=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_gradient(name):
    loss = LOSSES[name].function
    assert torch.autograd.gradcheck(
        lambda z: loss(z, LABELS, reduction="mean"), LOGITS.clone().requires_grad_()
    )


def test_cross_entropy_of_certain_mistakes_is_finite():
    """−ln σ(−1000) is 1000, though σ(−1000) is 0 in floating point."""
    loss = LOSSES["bce"].function
    wrong = loss(torch.tensor([-1000.0, 1000.0]), torch.tensor([1.0, 0.0]), reduction="none")
    assert wrong.tolist() == [1000.0, 1000.0]


def test_every_loss_is_tested():
    assert set(EXPECTED) == set(LOSSES)


@pytest.mark.parametrize("name", LOSSES)
def test_chance_is_the_loss_of_an_even_guess(name):
    labels = torch.tensor([0.0, 1.0, 1.0, 0.0])
    even = LOSSES[name].function(torch.zeros(4), labels, reduction="mean").item()
    assert LOSSES[name].chance == pytest.approx(even)
