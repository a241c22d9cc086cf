"""Sums over paths, against plain torch and loops over the paths by hand."""

import itertools
import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from core import RunConfig, Trainer
from core.allowed import ConfigError
from core.features import features_of
from core.mechanics import microscope
from core.mechanics.member_snapshot import Weight, take
from core.mechanics.microscope import magnify

SMALL = {"n_points": 40, "ensemble_size": 3}


def trained(steps=20, **config):
    return Trainer(RunConfig(**SMALL | config)).train(steps)


def gradient_by_hand(trainer, member, weight, points, labels):
    """Plain torch in float64: member's gradient of the mean loss at points [N, 2]."""
    network = trainer.member(member).double()
    logits = network(points.double()).squeeze(1)
    loss = (
        F.binary_cross_entropy_with_logits(logits, labels.double())
        if trainer.config.loss == "bce"
        else (logits.sigmoid() - labels).square().mean()
    )
    loss.backward()
    layers = [module for module in network if isinstance(module, nn.Linear)]
    return layers[weight.layer].weight.grad[weight.unit, weight.source].item()


CONFIGS = {
    "default": ({}, Weight(0, 1, 1)),
    "output": ({}, Weight(2, 0, 3)),
    "last hidden": ({"activation": "sigmoid", "loss": "mse"}, Weight(1, 2, 0)),
    "no hidden layer": ({"hidden_layers": 0}, Weight(0, 0, 1)),
    "features": ({"features": "x0,x0x1,sin_x1", "activation": "gelu"}, Weight(0, 3, 2)),
    "penalized": ({"l1": 0.1, "l2": 0.1, "activation": "relu"}, Weight(0, 0, 0)),
    "deep": ({"hidden_layers": 5, "width": 5, "dtype": "float64"}, Weight(0, 4, 0)),
    "12 × 64": (
        {"hidden_layers": 12, "width": 64, "activation": "relu", "initializer": "kaiming_normal"},
        Weight(2, 17, 40),
    ),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_sum_and_autograd_and_difference_agree_with_plain_torch(name):
    config, weight = CONFIGS[name]
    trainer = trained(5, **config)
    data = trainer.dataset
    expected = gradient_by_hand(trainer, 2, weight, data.x_train[3:4], data.y_train[3:4])
    for point in (3, None):
        found = magnify(take(trainer, 2, point), weight)
        if point is not None:
            # A run in float32 makes its features in float32.
            assert found.autograd == pytest.approx(expected, rel=1e-6, abs=1e-18)
        assert found.total == pytest.approx(found.autograd, rel=1e-9, abs=1e-17)
        assert found.difference == pytest.approx(found.autograd, rel=1e-5, abs=100 * found.rounding)
        assert found.finite


def test_the_batch_is_that_of_the_next_step():
    trainer = trained(7, ensemble_size=1)
    before = trainer.ensemble.weights()[1].detach().clone()
    weight = Weight(1, 2, 3)
    found = magnify(take(trainer, 0), weight)
    assert found.n_points == 10
    trainer.train(1)
    moved = (trainer.ensemble.weights()[1] - before)[0, 2, 3].item()
    assert moved == pytest.approx(-trainer.config.learning_rate * found.autograd, rel=1e-3)


def test_every_path_is_there_once_with_its_factors():
    trainer = trained(hidden_layers=3, width=3, activation="tanh")
    snapshot = take(trainer, 0, point=0)
    found = magnify(snapshot, Weight(0, 1, 0), most=100)
    assert (found.n_paths, found.n_parts, found.grouped) == (9, 9, False)
    w, b = snapshot.weights, snapshot.biases
    h = [snapshot.inputs[:, 0]]
    for weight, bias in zip(w, b, strict=True):
        h.append(torch.tanh(weight @ h[-1] + bias))
    logit = (w[-1] @ h[-2] + b[-1]).item()
    by_logit = 1 / (1 + math.exp(-logit)) - snapshot.labels.item()
    slope = [None, *(1 - values**2 for values in h[1:])]
    expected = {}
    for i, j in itertools.product(range(3), repeat=2):
        factors = [h[0][0], slope[1][1], w[1][i, 1], slope[2][i], w[2][j, i], slope[3][j]]
        factors = [float(factor) for factor in [*factors, w[3][0, j], by_logit]]
        expected[i, j, 0] = factors
    assert {path.units for path in found.paths} == set(expected)
    for path in found.paths:
        values = [value for _, value in path.factors]
        assert values == pytest.approx(expected[path.units])
        assert path.product == pytest.approx(math.prod(values))
        assert path.share == pytest.approx(abs(path.product) / found.magnitude)
    sizes = [abs(path.product) for path in found.paths]
    assert sizes == sorted(sizes, reverse=True)
    names = [name for name, _ in found.paths[0].factors]
    assert names == ["source", *["slope", "weight"] * 3, "loss"]


def test_too_many_paths_are_grouped_by_their_next_unit(monkeypatch):
    trainer = trained(hidden_layers=4, width=4)
    snapshot, weight = take(trainer, 1), Weight(0, 2, 1)
    one_by_one = magnify(snapshot, weight, most=100)
    monkeypatch.setattr(microscope, "MOST_PATHS", 10)
    grouped = magnify(snapshot, weight, most=100)
    assert grouped.grouped
    assert (grouped.n_paths, grouped.n_parts) == (64, 4)
    for group in grouped.paths:
        members = [p.product for p in one_by_one.paths if p.units[0] == group.units[0]]
        assert len(members) == 16
        assert group.product == pytest.approx(sum(members))
    assert grouped.total == pytest.approx(one_by_one.total)


def test_memory_is_bounded_whatever_the_batch(monkeypatch):
    trainer = trained(width=5, batch_size=None)
    snapshot, weight = take(trainer, 0), Weight(0, 2, 1)
    whole = magnify(snapshot, weight)
    monkeypatch.setattr(microscope, "_MOST_PRODUCTS", 15)
    assert magnify(snapshot, weight).total == pytest.approx(whole.total)


def test_a_gradient_of_zero_says_why():
    trainer = trained(0, activation="relu", bias_initializer="zeros")
    with torch.no_grad():
        trainer.ensemble.layers[0][1][0, 1] = -100.0  # a dead unit
        trainer.ensemble.weights()[2][1] = 0.0
        trainer.ensemble.layers[2][1][2] = 1e4
    found = magnify(take(trainer, 0), Weight(0, 1, 0))
    assert (found.autograd, found.total, found.difference) == (0, 0, 0)
    assert (found.zero, found.paths) == ("unit", ())
    assert magnify(take(trainer, 0), Weight(1, 0, 1)).zero == "source"
    assert magnify(take(trainer, 1), Weight(0, 0, 0)).zero == "paths"
    ones = trainer.dataset.y_train.argmax().item()
    assert magnify(take(trainer, 2, ones), Weight(2, 0, 0)).zero in ("loss", "source")
    assert magnify(take(trainer, 0), Weight(2, 0, 0)).zero == ""


def test_a_diverged_run_shows_its_last_finite_weights():
    trainer = trained(200, learning_rate=10.0, activation="identity", loss="bce", l2=10.0)
    assert trainer.divergence
    snapshot = take(trainer, 0)
    assert snapshot.finite
    found = magnify(snapshot, Weight(0, 0, 0))
    assert found.total == pytest.approx(found.autograd, rel=1e-6)


def test_a_snapshot_with_a_nan_weight_is_not_finite():
    trainer = trained(0)
    with torch.no_grad():
        trainer.ensemble.weights()[1][1, 0, 0] = math.nan
    assert take(trainer, 0).finite
    assert not take(trainer, 1).finite
    assert not magnify(take(trainer, 1), Weight(0, 0, 0)).finite


@pytest.mark.parametrize(
    ("weight", "field"),
    [(Weight(3, 0, 0), "layer"), (Weight(0, 4, 0), "unit"), (Weight(0, 0, -1), "source")],
)
def test_no_such_weight_is_refused_in_words(weight, field):
    with pytest.raises(ConfigError, match=rf"^{field}: -?\d+ is not allowed; it takes a whole"):
        magnify(take(trained(0), 0), weight)


def test_the_specimen_is_a_copy():
    trainer = trained(0)
    snapshot = take(trainer, 0)
    before = snapshot.weights[0].clone()
    trainer.train(3)
    assert torch.equal(snapshot.weights[0], before)
    inputs = features_of(trainer.dataset.x_train.T, trainer.config.features)
    assert torch.equal(take(trainer, 0, 5).inputs[:, 0], inputs[:, 5].double())
