import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sklearn
from torch.nn.utils import parameters_to_vector

from core import ConfigError, RunConfig, Trainer
from core.history import SCORES
from core.trainer import DeviceUnavailableError, available_devices
from tests.core.textbook import TextbookRun, batches, start_both

NO_CUDA = pytest.mark.skipif(not torch.cuda.is_available(), reason="skipped: no CUDA device")
SMALL = RunConfig(n_points=30, batch_size=4, width=3)


def weights(trainer, member=0):
    return parameters_to_vector(trainer.member(member).parameters()).detach()


def same_run(one, other):
    """Whether two trainers hold the same numbers, to the last bit."""
    return (
        one.step == other.step
        and torch.equal(one.ensemble.parameters, other.ensemble.parameters)
        and one.history.stride == other.history.stride
        and one.history.frame().equals(other.history.frame())
        and one.history.layers().equals(other.history.layers())
    )


# Determinism


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_same_config_same_numbers(optimizer):
    config = SMALL.replace(optimizer=optimizer, ensemble_size=3, noise=0.1)
    assert same_run(Trainer(config).train(100), Trainer(config).train(100))
    assert not same_run(Trainer(config).train(100), Trainer(config.replace(seed=2)).train(100))
    assert not same_run(Trainer(config).train(100), Trainer(config.replace(data_seed=2)).train(100))


@settings(max_examples=30)
@given(slices=st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_slices_leave_no_trace(slices):
    """Also where the history overflows, and in whatever slices its buffer is emptied."""
    config = SMALL.replace(optimizer="adam")
    sliced = Trainer(config, history_capacity=16)
    for steps in slices:
        assert sliced.train(steps) is sliced
    assert sliced.step == sum(slices)
    assert same_run(sliced, Trainer(config, history_capacity=16).train(sum(slices)))


def test_looking_leaves_no_trace():
    looked_at, plain = Trainer(SMALL), Trainer(SMALL).train(20)
    for _ in range(20):
        looked_at.train(1)
        looked_at.metrics(), looked_at.scores(), looked_at.member(0)
        looked_at.probabilities([[0.0, 0.0]])
    assert same_run(looked_at, plain)


def test_time_that_is_over_still_allows_one_step():
    """So that a run moves on, however little time each slice gets."""
    assert Trainer(SMALL).train(seconds=0).step == 1
    assert Trainer(SMALL).train(steps=5, seconds=0).step == 1
    assert Trainer(SMALL).train(steps=5, seconds=1000).step == 5


# Members


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rprop"])
@pytest.mark.parametrize("batch_size", [4, None])
def test_a_member_is_the_run_of_its_own_seed(optimizer, batch_size):
    config = SMALL.replace(
        optimizer=optimizer, batch_size=batch_size, dtype="float64", l1=0.001, l2=0.001, seed=5
    )
    ensemble = Trainer(config.replace(ensemble_size=3)).train(100)
    for member in range(3):
        single = Trainer(config.replace(seed=5 + member)).train(100)
        torch.testing.assert_close(weights(ensemble, member), weights(single), rtol=1e-9, atol=1e-9)
        for name in (*SCORES, "gradient_variance"):
            np.testing.assert_allclose(
                ensemble.history.column(name)[:, member],
                single.history.column(name)[:, 0],
                rtol=1e-9,
                atol=1e-12,
            )


def test_probabilities_are_those_of_the_members():
    trainer = Trainer(SMALL.replace(ensemble_size=3)).train(20)
    points = [[0.1, 0.2], [-0.5, 0.9], [3.0, -3.0]]
    probabilities = trainer.probabilities(points)
    assert probabilities.shape == (3, 3)
    for member in range(3):
        expected = torch.sigmoid(trainer.member(member)(torch.tensor(points))).squeeze(-1)
        np.testing.assert_allclose(probabilities[member], expected.detach(), rtol=1e-5)
    np.testing.assert_allclose(
        trainer.probabilities(points, slice(1, 2)), probabilities[1:2], rtol=1e-6
    )


def test_metrics_equal_scikit_learn():
    trainer = Trainer(RunConfig(ensemble_size=3, dtype="float64", noise=0.1)).train(500)
    metrics, data = trainer.metrics(), trainer.dataset
    assert list(metrics.index) == [0, 1, 2]
    for split, x, y in (
        ("train", data.x_train, data.y_train),
        ("validation", data.x_validation, data.y_validation),
    ):
        for member in range(3):
            p = torch.sigmoid(trainer.member(member)(x)).squeeze(-1).detach().numpy()
            expected = {
                f"{split}_loss": sklearn.log_loss(y, p),
                f"{split}_accuracy": sklearn.accuracy_score(y, p > 0.5),
                f"{split}_precision": sklearn.precision_score(y, p > 0.5),
                f"{split}_recall": sklearn.recall_score(y, p > 0.5),
                f"{split}_f1": sklearn.f1_score(y, p > 0.5),
                f"{split}_auc": sklearn.roc_auc_score(y, p),
            }
            assert metrics.loc[member, list(expected)].to_dict() == pytest.approx(expected)


# Changes in the middle of a run


def test_a_refused_change_changes_nothing():
    changed, plain = Trainer(SMALL), Trainer(SMALL).train(20)
    with pytest.raises(ConfigError, match="learning_rate: -1"):
        changed.change(learning_rate=-1, l1=0, l2=0)
    assert changed.config == SMALL
    assert same_run(changed.train(20), plain)


# Divergence


@pytest.mark.parametrize("activation", ["identity", "relu"])
def test_a_diverged_run_stops(activation):
    """L2 penalty 10 at learning rate 10 multiplies every weight by −199 a step."""
    config = RunConfig(activation=activation, learning_rate=10, l2=10, dtype="float64")
    trainer, textbook = start_both(config)
    textbook.train(50)
    finite = [math.isfinite(loss) for loss in textbook.losses]
    first = finite.index(False)
    trainer.train(50)
    assert trainer.divergence is not None
    assert trainer.step + 1 == trainer.divergence.step == first > 0
    assert f"after step {first}" in str(trainer.divergence)
    assert trainer.history.steps()[-1] == first

    trainer.train(50)
    trainer.train(seconds=1000)
    assert trainer.step == first - 1
    assert len(trainer.history) == first + 1


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_diverged_run_keeps_its_last_finite_network(optimizer):
    config = RunConfig(
        activation="identity", optimizer=optimizer, learning_rate=10, l2=10, hidden_layers=64
    )
    trainer = Trainer(config).train(500)
    assert trainer.divergence is not None
    just_before = Trainer(config).train(trainer.step)
    assert just_before.divergence is None
    assert torch.equal(weights(trainer), weights(just_before))
    assert np.isfinite(trainer.metrics()["train_loss"]).all()


def test_a_healthy_run_has_not_diverged():
    assert Trainer(SMALL).train(50).divergence is None


def test_a_diverging_member_disturbs_no_other():
    """Of three deep linear networks that take long steps, that of seed 2 alone blows up."""
    config = RunConfig(
        activation="identity",
        hidden_layers=6,
        initializer="normal",
        learning_rate=2,
        batch_size=None,
        dtype="float64",
        ensemble_size=3,
    )
    ensemble = Trainer(config).train(300)
    assert torch.isfinite(ensemble.scores().train_loss).tolist() == [True, False, True]
    assert ensemble.divergence is None
    assert ensemble.step == 300
    for member in (0, 2):
        textbook = TextbookRun(Trainer(config).member(member), config, ensemble.dataset).train(300)
        torch.testing.assert_close(
            weights(ensemble, member),
            parameters_to_vector(textbook.network.parameters()).detach(),
            rtol=1e-6,
            atol=1e-6,
        )


# Devices


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA device is there")
def test_a_missing_device_is_named():
    with pytest.raises(DeviceUnavailableError, match=r"device: 'cuda' is not available here"):
        Trainer(RunConfig(device="cuda"))
    assert available_devices() == ["cpu"]


@NO_CUDA
@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"optimizer": "adam", "batch_size": None, "ensemble_size": 3},
        {"optimizer": "rmsprop", "activation": "gelu", "loss": "mse", "learning_rate": 0.005},
        {"optimizer": "nesterov", "initializer": "torch_default", "l1": 0.001, "l2": 0.001},
    ],
)
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-3), ("float64", 1e-8)])
def test_cuda_gives_the_numbers_of_the_cpu(choices, dtype, tolerance):
    config = SMALL.replace(**choices, dtype=dtype)
    on_cpu, on_cuda = Trainer(config).train(50), Trainer(config.replace(device="cuda")).train(50)
    assert on_cuda.ensemble.parameters.device.type == "cuda"
    for name in ("train_loss", "validation_loss", "gradient_variance"):
        np.testing.assert_allclose(
            on_cuda.history.column(name),
            on_cpu.history.column(name),
            rtol=tolerance,
            atol=tolerance * on_cpu.history.column(name).max(),
        )
    for member in range(config.ensemble_size):
        torch.testing.assert_close(
            weights(on_cuda, member).cpu(), weights(on_cpu, member), rtol=tolerance, atol=tolerance
        )


# The loop that all of this is held to


def test_batches_of_the_textbook_run():
    """Three batches of 4, 4 and 2 visit each of the 10 points once."""
    dataset = Trainer(RunConfig(n_points=20)).dataset
    stream = batches(dataset, 4, 1)
    epoch = [next(stream)[0] for _ in range(3)]
    assert [len(x) for x in epoch] == [4, 4, 2]
    assert sorted(torch.cat(epoch).tolist()) == sorted(dataset.x_train.tolist())


def test_a_call_that_ends_at_the_divergence_notices_it():
    """However the steps were sliced, the run ends at the last step whose loss was finite."""
    config = RunConfig(activation="relu", learning_rate=10, l2=10)
    whole = Trainer(config).train(1000)
    sliced = Trainer(config)
    while not sliced.divergence:
        sliced.train(1)
    assert whole.divergence
    assert sliced.divergence.step == whole.divergence.step
    assert sliced.step == whole.step
    assert torch.equal(sliced.ensemble.flat, whole.ensemble.flat)
