import numpy as np
import pytest
import torch

from core import RunConfig, Trainer
from core.quantities import PROBES, gradient_noise
from tests.core.textbook import LOSSES

CONFIG = RunConfig(
    n_points=50,
    train_share=0.6,
    width=3,
    batch_size=8,
    bias_initializer="uniform",
    dtype="float64",
    ensemble_size=3,
)


def noise_by_a_loop(trainer):
    """Gradient noise [members][layers], from a backward pass for every training point."""
    loss, data = LOSSES[trainer.config.loss], trainer.dataset
    noise = []
    for member in range(len(trainer.ensemble)):
        network = trainer.member(member)
        weights = [p for name, p in network.named_parameters() if name.endswith("weight")]
        gradients = [
            torch.autograd.grad(loss(network(x[None]).squeeze(), y), weights)
            for x, y in zip(data.x_train, data.y_train, strict=True)
        ]
        noise.append(
            [
                torch.stack(layer).var(dim=0, unbiased=False).mean().item()
                for layer in zip(*gradients, strict=True)
            ]
        )
    return noise


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"hidden_layers": 0},
        {"hidden_layers": 3, "activation": "relu", "loss": "mse"},
        {"activation": "gelu", "l1": 0.01, "l2": 0.1, "optimizer": "adam"},
        {"features": ("x0", "x1", "x0x1")},
        {"batch_size": None},
    ],
)
def test_against_a_loop_over_the_points(choices):
    trainer = Trainer(CONFIG.replace(**choices), probes=["gradient_noise"])
    column = trainer.history.column("gradient_noise")
    np.testing.assert_allclose(column[0], noise_by_a_loop(trainer), rtol=1e-9)
    column = trainer.train(32).history.column("gradient_noise")
    np.testing.assert_allclose(column[32], noise_by_a_loop(trainer), rtol=1e-9)


@pytest.mark.parametrize("numbers", [1, 200, 1000])
def test_chunks_of_points(monkeypatch, numbers):
    """One point a chunk, a few with a remainder, and all in one chunk."""
    monkeypatch.setattr(gradient_noise, "_CHUNK_NUMBERS", numbers)
    trainer = Trainer(CONFIG)
    probe = PROBES["gradient_noise"](trainer._objective())
    np.testing.assert_allclose(probe(), noise_by_a_loop(trainer), rtol=1e-9)


def test_one_training_point_has_no_noise():
    trainer = Trainer(CONFIG.replace(n_points=2), probes=["gradient_noise"])
    np.testing.assert_allclose(trainer.history.column("gradient_noise"), 0, atol=1e-30)


def test_a_member_that_is_not_finite_reads_nan_and_changes_no_other():
    trainer = Trainer(CONFIG)
    expected = noise_by_a_loop(trainer)
    with torch.no_grad():
        trainer.ensemble.weights()[0][1, 0, 0] = torch.nan
    noise = PROBES["gradient_noise"](trainer._objective())()
    assert noise[1].isnan().all()
    np.testing.assert_allclose(noise[::2], expected[::2], rtol=1e-9)
