from itertools import count

import numpy as np
import pytest
import torch
from torch.func import functional_call
from torch.nn.utils import parameters_to_vector

from core import RunConfig, Trainer
from core.activations import ACTIVATIONS
from core.losses import LOSSES, Loss
from core.quantities import PROBES, Objective
from core.quantities.sharpness import FIRST_PRODUCTS, WARM_PRODUCTS
from tests.core.textbook import LOSSES as TEXTBOOK_LOSSES

# In the runs below, readings 16 steps apart are within 4e-6 of the exact value and those 128 steps
# apart within 1e-3; the worst of many more such runs was 4e-3.
WARM_TOLERANCE = 0.01

SMALL = RunConfig(
    dataset="book_xor",
    width=4,
    batch_size=None,
    learning_rate=0.3,
    bias_initializer="uniform",
    dtype="float64",
    ensemble_size=3,
)


def exact_sharpness(trainer, member):
    """Largest eigenvalue of one member's full Hessian, by autograd on a loss written out here."""
    config, data = trainer.config, trainer.dataset
    x, y = data.x_train.double(), data.y_train.double()
    network = trainer.member(member).double()
    names = [name for name, _ in network.named_parameters()]
    shapes = [parameter.shape for parameter in network.parameters()]
    flat = parameters_to_vector(network.parameters()).detach()

    def loss(flat):
        parts = flat.split([shape.numel() for shape in shapes])
        named = {
            name: part.view(shape) for name, part, shape in zip(names, parts, shapes, strict=True)
        }
        logits = functional_call(network, named, (x,)).squeeze(-1)
        weights = [part for name, part in named.items() if name.endswith("weight")]
        penalty = config.l1 * sum(w.abs().sum() for w in weights)
        penalty += config.l2 * sum((w**2).sum() for w in weights)
        return TEXTBOOK_LOSSES[config.loss](logits, y) + penalty

    return torch.linalg.eigvalsh(torch.autograd.functional.hessian(loss, flat, vectorize=True))[
        -1
    ].item()


def readings(trainer):
    return trainer.history.column("sharpness")


def exact(trainer):
    return [exact_sharpness(trainer, member) for member in range(len(trainer.ensemble))]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_against_the_full_hessian(activation, loss):
    """At the start and after some training, each time with a new probe."""
    config = SMALL.replace(activation=activation, loss=loss, l1=0.001, l2=0.01)
    trainer = Trainer(config, probes=["sharpness"])
    np.testing.assert_allclose(readings(trainer)[0], exact(trainer), rtol=1e-3)
    trainer.probes = ()
    trainer.train(63)
    trainer.probes = ("sharpness",)
    trainer.train(1)
    np.testing.assert_allclose(readings(trainer)[64], exact(trainer), rtol=1e-3)


@pytest.mark.parametrize("hidden_layers", [0, 1, 4])
def test_depths(hidden_layers):
    trainer = Trainer(SMALL.replace(hidden_layers=hidden_layers), probes=["sharpness"]).train(16)
    np.testing.assert_allclose(readings(trainer)[16], exact(trainer), rtol=1e-3)


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"loss": "mse", "learning_rate": 1.0},
        {"batch_size": 10, "learning_rate": 0.1},
        {"batch_size": 10, "optimizer": "adam", "activation": "relu", "learning_rate": 0.01},
        {"l2": 0.01, "activation": "relu"},
    ],
)
@pytest.mark.parametrize("gap", [16, 128])
def test_warm_readings_along_a_run(choices, gap):
    """Also far apart: in a long run the history keeps few steps."""
    trainer = Trainer(SMALL.replace(width=8, **choices), probes=["sharpness"])
    trainer.history.stride = gap
    for _ in range(8):
        trainer.train(gap)
        np.testing.assert_allclose(readings(trainer)[-1], exact(trainer), rtol=WARM_TOLERANCE)


def test_near_a_saddle_it_is_the_largest_eigenvalue_and_not_the_largest_in_absolute_value():
    """Near weights of 0 the Hessian of a deep linear network has pairs of eigenvalues ±λ.

    Power iteration would not converge, or give the negative one.
    """
    trainer = Trainer(
        SMALL.replace(
            activation="identity", bias_initializer="zeros", initializer="normal", weight_scale=0.3
        ),
        probes=["sharpness"],
    )
    assert (readings(trainer)[0] > 0).all()
    np.testing.assert_allclose(readings(trainer)[0], exact(trainer), rtol=1e-6)


def test_an_eigenvalue_that_outgrows_the_last_one_is_found():
    """The curvature along weight 30 becomes the largest, uncoupled from all other weights.

    A dead unit is such a case: only the penalty acts on its weights. The other eigenvectors keep
    turning, so that rounding errors do not find it either.
    """
    trainer = Trainer(RunConfig(hidden_layers=1, width=10, dtype="float64"))
    times, curvature = count(), 0.0

    def penalty():
        flat = torch.cat([leaf.flatten() for layer in trainer.ensemble.layers for leaf in layer])
        turning = torch.cos((1 + 0.1 * next(times)) * torch.arange(20).double())
        bent = 0.3 * (turning @ flat[:20]).square() / 2 + curvature * flat[30].square() / 2
        return bent + (torch.linspace(0, 1, 20).double() * flat[:20].square()).sum() / 2

    def no_loss(logits, labels, reduction):
        return 0 * logits.sum()

    probe = PROBES["sharpness"](
        Objective(
            trainer.ensemble,
            inputs=torch.zeros(1, 2, 1).double(),
            labels=torch.zeros(1, 1).double(),
            loss=Loss("none", "0", no_loss, chance=0.0, chance_formula="0"),
            penalty=penalty,
        )
    )
    for _ in range(10):
        assert 3 < probe().item() < 4
    curvature = 5.0
    probe(), probe()
    assert probe().item() == pytest.approx(5, rel=WARM_TOLERANCE)


def test_a_member_that_is_not_finite_reads_nan_and_changes_no_other():
    spoiled, plain = (Trainer(SMALL, probes=["sharpness"]) for _ in range(2))
    with torch.no_grad():
        spoiled.ensemble.weights()[0][1, 0, 0] = torch.nan
    spoiled.train(32), plain.train(32)
    for step in (16, 32):
        assert np.isnan(readings(spoiled)[step]).tolist() == [False, True, False]
        np.testing.assert_array_equal(readings(spoiled)[step][::2], readings(plain)[step][::2])


def test_the_reading_of_a_member_does_not_depend_on_its_ensemble():
    ensemble = Trainer(SMALL, probes=["sharpness"]).train(64)
    single = Trainer(SMALL.replace(seed=SMALL.seed + 2, ensemble_size=1), probes=["sharpness"])
    np.testing.assert_allclose(
        readings(ensemble)[:, 2], readings(single.train(64))[:, 0], rtol=1e-6
    )


def test_float32():
    trainer = Trainer(SMALL.replace(dtype="float32"), probes=["sharpness"])
    for step in range(0, 65, 16):
        np.testing.assert_allclose(readings(trainer)[step], exact(trainer), rtol=1e-3)
        trainer.train(16)


def test_a_warm_reading_takes_few_products(monkeypatch):
    """Counts calls of autograd, which do not depend on the machine as seconds do."""
    counts = []
    product = torch.autograd.grad
    monkeypatch.setattr(
        torch.autograd,
        "grad",
        lambda *given, **named: (counts.append(1), product(*given, **named))[1],
    )
    probe = PROBES["sharpness"](Trainer(SMALL)._objective())
    probe()
    assert len(counts) == 1 + FIRST_PRODUCTS
    probe()
    assert len(counts) == 2 + FIRST_PRODUCTS + WARM_PRODUCTS
