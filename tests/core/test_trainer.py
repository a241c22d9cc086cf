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
from core.quantities import PROBES
from core.trainer import DeviceUnavailableError, available_devices
from tests.core.textbook import TextbookRun, batches, disagreement, start_both

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
def test_the_numbers_do_not_depend_on_the_calls_of_train(slices):
    """Also where the history overflows, and in whatever slices its buffer is emptied."""
    config = SMALL.replace(optimizer="adam")
    sliced = Trainer(config, history_capacity=16)
    for steps in slices:
        assert sliced.train(steps) is sliced
    assert sliced.step == sum(slices)
    assert same_run(sliced, Trainer(config, history_capacity=16).train(sum(slices)))


def test_reading_a_run_does_not_change_it():
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


# Weights set by hand


def test_a_weight_is_set():
    trainer = Trainer(SMALL.replace(ensemble_size=3)).train(5)
    before = [weights(trainer, member).clone() for member in range(3)]
    networks = [trainer.member(member) for member in range(3)]
    trainer.set_weight(member=1, layer=1, unit=2, source=0, value=0.25)
    assert trainer.member(1)[2].weight[2, 0] == 0.25
    with torch.no_grad():
        networks[1][2].weight[2, 0] = 0.25
    for member in range(3):
        expected = parameters_to_vector(networks[member].parameters())
        assert torch.equal(weights(trainer, member), expected)
    assert not torch.equal(weights(trainer, 1), before[1])


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "nesterov"])
def test_training_goes_on_from_a_weight_set_by_hand(optimizer):
    """As in the plain loop, whose optimizer does not know of the change either."""
    config = SMALL.replace(optimizer=optimizer, dtype="float64", l2=0.01)
    trainer, textbook = start_both(config)
    trainer.train(10)
    textbook.train(10)
    trainer.set_weight(member=0, layer=0, unit=2, source=1, value=-2)
    with torch.no_grad():
        textbook.network[0].weight[2, 1] = -2
    assert disagreement(trainer.train(20), textbook.train(20)) <= 1e-9


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"member": 3}, "member: 3 is not allowed; it takes a whole number from 0 to 2"),
        ({"member": -1}, "member: -1 is not allowed; it takes a whole number from 0 to 2"),
        ({"layer": 3}, "layer: 3 is not allowed; it takes a whole number from 0 to 2"),
        ({"unit": 3}, "unit: 3 is not allowed; it takes a whole number from 0 to 2"),
        ({"unit": 1, "layer": 2}, "unit: 1 is not allowed; it takes a whole number from 0 to 0"),
        ({"unit": 0.5}, "unit: 0.5 is not allowed; it takes a whole number from 0 to 2"),
        ({"source": 2}, "source: 2 is not allowed; it takes a whole number from 0 to 1"),
        ({"source": 3, "layer": 1}, "source: 3 is not allowed; it takes a whole number from 0"),
        ({"value": 1001}, "value: 1001 is not allowed; it takes a number from -1000 to 1000"),
        ({"value": math.nan}, "value: nan is not allowed; it takes a number from -1000 to 1000"),
        ({"value": -math.inf}, "value: -inf is not allowed; it takes a number from -1000 to 1000"),
        ({"value": "1"}, "value: '1' is not allowed; it takes a number from -1000 to 1000"),
    ],
)
def test_a_weight_that_cannot_be_set(wrong, message):
    trainer = Trainer(SMALL.replace(ensemble_size=3))
    before = trainer.ensemble.flat.clone()
    given = {"member": 0, "layer": 0, "unit": 0, "source": 0, "value": 1.0} | wrong
    with pytest.raises(ConfigError, match=f"^{message}"):
        trainer.set_weight(**given)
    assert torch.equal(trainer.ensemble.flat, before)


def exploding(**choices):
    """A deep linear network in which one weight of 1000 a layer is too much for float32."""
    return RunConfig(
        activation="identity", hidden_layers=15, width=1, learning_rate=0.01, **choices
    )


def blow_up(trainer):
    for layer in range(16):
        trainer.set_weight(member=0, layer=layer, unit=0, source=0, value=1000)


@pytest.mark.parametrize("steps", [0, 5])
def test_weights_that_make_the_loss_infinite_are_taken_back(steps):
    """The run ends at the last network whose loss was finite; at step 0 that is the first."""
    trainer, plain = (
        Trainer(exploding()).train(steps),
        Trainer(exploding()).train(max(steps - 1, 0)),
    )
    blow_up(trainer)
    trainer.train(1)
    assert trainer.divergence is not None
    assert trainer.step == plain.step
    assert torch.equal(trainer.ensemble.flat, plain.ensemble.flat)


def test_a_diverged_run_stays_stopped_when_a_weight_is_set():
    trainer = Trainer(exploding()).train(5)
    blow_up(trainer)
    trainer.train(1)
    divergence = trainer.divergence
    trainer.set_weight(member=0, layer=0, unit=0, source=0, value=0.5)
    trainer.train(5)
    assert trainer.divergence is divergence is not None
    assert trainer.step == 4
    assert trainer.member(0)[0].weight[0, 0] == 0.5


def test_a_divergence_later_on_keeps_what_was_set():
    """The run goes back one step, to where it would be if it had not taken it."""
    config = RunConfig(activation="identity", learning_rate=1, l2=1.5, dtype="float64")

    def with_a_weight_set_at_step_3(steps):
        trainer = Trainer(config).train(3)
        trainer.set_weight(member=0, layer=0, unit=0, source=0, value=1)
        return trainer.train(steps)

    diverged = with_a_weight_set_at_step_3(5000)
    assert diverged.divergence is not None
    assert diverged.step > 4
    just_before = with_a_weight_set_at_step_3(diverged.step - 3)
    assert just_before.divergence is None
    assert torch.equal(diverged.ensemble.flat, just_before.ensemble.flat)


# Probes


def test_probes_are_read_every_sixteen_steps():
    trainer = Trainer(SMALL.replace(ensemble_size=3), probes=PROBES).train(40)
    for name, shape in (("sharpness", (41, 3)), ("gradient_noise", (41, 3, 3))):
        column = trainer.history.column(name)
        assert column.shape == shape
        read = np.isfinite(column).reshape(41, -1)
        assert (read.all(axis=1) == read.any(axis=1)).all()
        assert np.flatnonzero(read.all(axis=1)).tolist() == [0, 16, 32]


def test_no_probe_no_column():
    history = Trainer(SMALL).train(20).history
    assert not any(name in history for name in PROBES)


@pytest.mark.parametrize("name", PROBES)
def test_probes_switched_on_and_off_in_the_middle_of_a_run(name):
    trainer = Trainer(SMALL).train(20)
    trainer.probes = (name,)
    assert trainer.probes == (name,)
    trainer.train(30)
    trainer.probes = ()
    trainer.train(30)
    trainer.probes = (name,)
    trainer.train(20)
    column = trainer.history.column(name).reshape(101, -1)
    assert np.flatnonzero(np.isfinite(column[:, 0])).tolist() == [32, 48, 96]


def test_a_reading_is_of_the_recorded_step():
    """Of its parameters, not of those that its gradient was computed at."""
    trainer = Trainer(SMALL, probes=PROBES).train(100)
    for name in PROBES:
        expected = PROBES[name](Trainer(SMALL).train(96)._objective())()
        np.testing.assert_allclose(trainer.history.column(name)[96], expected, rtol=0.01)


def test_an_unknown_probe_is_named():
    message = "probes: 'noise' is not allowed; it takes a list of sharpness, gradient_noise"
    with pytest.raises(ConfigError, match=message):
        Trainer(SMALL, probes=["sharpness", "noise"])
    trainer = Trainer(SMALL, probes=["sharpness"])
    with pytest.raises(ConfigError, match=message):
        trainer.probes = ("noise",)
    assert trainer.probes == ("sharpness",)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_probes_do_not_change_the_training(optimizer):
    """To the last bit, and they leave torch's own generator alone."""
    config = SMALL.replace(optimizer=optimizer, ensemble_size=3, l1=0.001, l2=0.001)
    torch.manual_seed(5)
    drawn = torch.rand(1)
    torch.manual_seed(5)
    probed = Trainer(config, probes=PROBES).train(100)
    assert torch.equal(torch.rand(1), drawn)
    plain = Trainer(config).train(100)
    assert torch.equal(probed.ensemble.flat, plain.ensemble.flat)
    assert torch.equal(probed.ensemble.gradient, plain.ensemble.gradient)
    for name in (*SCORES, "gradient_variance", "update_to_weight_ratio"):
        np.testing.assert_array_equal(probed.history.column(name), plain.history.column(name))


@settings(max_examples=10)
@given(slices=st.lists(st.integers(0, 150), min_size=1, max_size=8))
def test_readings_do_not_depend_on_slices(slices):
    """Also where the stride of the history outgrows that of the probes."""
    sliced = Trainer(SMALL, history_capacity=16, probes=PROBES)
    for steps in slices:
        sliced.train(steps)
    assert same_run(sliced, Trainer(SMALL, history_capacity=16, probes=PROBES).train(sum(slices)))


def test_readings_stay_when_the_history_thins_out():
    trainer = Trainer(SMALL, history_capacity=32, probes=PROBES).train(2000)
    assert trainer.history.stride == 64
    for name in PROBES:
        assert np.isfinite(trainer.history.column(name)).all()


def test_a_penalty_that_changes_is_felt_by_the_sharpness():
    """An L2 penalty adds twice itself to the curvature along every weight."""
    config = SMALL.replace(hidden_layers=0, dtype="float64", learning_rate=1e-5)
    trainer = Trainer(config, probes=["sharpness"]).train(20)
    trainer.change(learning_rate=1e-5, l1=0.0, l2=5.0)
    sharpness = trainer.train(20).history.column("sharpness")
    assert sharpness[16, 0] < 1
    assert 10 < sharpness[32, 0] < 11


def test_a_diverging_run_with_probes():
    config = RunConfig(activation="relu", learning_rate=10, l2=10, ensemble_size=2)
    probed, plain = Trainer(config, probes=PROBES).train(500), Trainer(config).train(500)
    assert plain.divergence is not None
    assert probed.divergence is not None
    assert probed.step == plain.step
    assert torch.equal(probed.ensemble.flat, plain.ensemble.flat)


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
    assert trainer.history.steps()[-1] == trainer.step

    trainer.train(50)
    trainer.train(seconds=1000)
    assert trainer.step == first - 1
    assert len(trainer.history) == first


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


@NO_CUDA
def test_probes_read_the_same_on_cuda():
    config = SMALL.replace(dtype="float64", ensemble_size=3, l2=0.001)
    on_cpu = Trainer(config, probes=PROBES).train(64).history
    on_cuda = Trainer(config.replace(device="cuda"), probes=PROBES).train(64).history
    for name in PROBES:
        np.testing.assert_allclose(on_cuda.column(name), on_cpu.column(name), rtol=1e-6)


# The loop that all of this is held to


def test_batches_of_the_textbook_run():
    """Three batches of 4, 4 and 2 visit each of the 10 points once."""
    dataset = Trainer(RunConfig(n_points=20)).dataset
    stream = batches(dataset, 4, 1)
    epoch = [next(stream)[0] for _ in range(3)]
    assert [len(x) for x in epoch] == [4, 4, 2]
    assert sorted(torch.cat(epoch).tolist()) == sorted(dataset.x_train.tolist())


def test_a_call_that_ends_at_the_divergence_reports_it():
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


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        (
            "quantities",
            ["gradient_norm", "foo"],
            "quantities: 'foo' is not allowed; it takes a list",
        ),
        ("quantities", "foo", "quantities: 'foo' is not allowed"),
        ("history_capacity", 0, "history_capacity: 0 is not allowed"),
    ],
)
def test_what_cannot_be_recorded_is_named(argument, value, message):
    with pytest.raises(ConfigError, match=message):
        Trainer(RunConfig(), **{argument: value})


def test_of_large_ensembles_not_every_step_is_recorded():
    """A record of 3.8 million outputs takes longer than several steps."""
    trainer = Trainer(RunConfig(ensemble_size=200, width=24, hidden_layers=3)).train(9)
    assert trainer.history.steps().tolist() == [0, 4, 8]


def test_a_member_that_is_no_number_is_wrong_and_neither_saturated_nor_dead():
    for activation, quantity in (("tanh", "saturated_share"), ("relu", "dead_units")):
        trainer = Trainer(RunConfig(ensemble_size=2, activation=activation))
        trainer.ensemble.layers[0][0][1].detach().fill_(float("nan"))
        trainer.train(1)
        row = trainer.history.layers().query("step == 1 and layer == 0").set_index("member")
        assert np.isnan(row[quantity][1])
        assert np.isfinite(row[quantity][0])
        assert trainer.metrics()["validation_loss"].isna().tolist() == [False, True]
        assert trainer.scores().validation_accuracy.tolist()[1] == 0


def test_epochs_are_counted_in_batches():
    trainer = Trainer(RunConfig(n_points=50, batch_size=10))
    assert trainer.steps_per_epoch == 3
    assert trainer.train(6).epoch == 2
    assert Trainer(RunConfig(n_points=50, batch_size=None)).steps_per_epoch == 1
    assert Trainer(RunConfig(n_points=50, batch_size=1000)).steps_per_epoch == 1
