"""Margins of many points, held to those of one and to formulas."""

import numpy as np
import pytest
import torch

from core import Trainer
from core.laboratory.adversarial import logit_of
from core.laboratory.adversarial_margins import SIDE, MapTask, RobustnessTask, plane
from core.laboratory.adversarial_point import METHODS, flips_of
from core.tasks import run_to_completion
from tests.core.laboratory.networks import config_of

STEPS = 150
CONFIG = config_of(learning_rate=0.03)


def trained(config, steps=STEPS):
    return Trainer(config, quantities=(), scored=False).train(steps)


@pytest.mark.parametrize("method", METHODS)
def test_the_map_has_the_distances_that_single_points_have(method):
    found = run_to_completion(MapTask(CONFIG, STEPS, method, 4 if method == "pgd" else None).run())
    trainer = trained(CONFIG)
    logit, half = logit_of(trainer), trainer.dataset.half_width()
    assert found.half == half
    assert found.plane.shape == (SIDE, SIDE)
    points = plane(half).reshape(SIDE, SIDE, 2)
    for row, column in [(5, 9), (20, 40), (33, 3), (44, 44)]:
        flip = flips_of(logit, tuple(points[row, column].tolist()), 4)[method]
        if flip and flip.distance < half:
            assert found.plane[row, column] == pytest.approx(flip.distance, abs=0.003)
        else:
            assert np.isinf(found.plane[row, column])
    data = trainer.dataset
    probabilities = trainer.probabilities(data.x_train)[0]
    assert (found.right == ((probabilities > 0.5) == data.y_train.numpy())).all()
    assert np.isfinite(found.training).any()


def test_a_map_shows_what_it_has_so_far_and_keeps_it():
    seen = [p.partial_result for p in MapTask(CONFIG, STEPS, "fgsm").run() if p.partial_result]
    known = [np.count_nonzero(~np.isnan(found.plane)) for found in seen]
    assert known == sorted(known)
    assert known[0] == 0 < known[-1]


def test_of_logistic_regression_the_map_is_a_formula():
    config = config_of(dataset="gaussians", hidden_layers=0, learning_rate=0.03)
    layer = trained(config).member(0)[0]
    weight, bias = layer.weight.detach()[0], layer.bias.detach()
    for method, dual in (("nearest_max", 1), ("nearest_l2", 2), ("fgsm", 1)):
        found = run_to_completion(MapTask(config, STEPS, method).run())
        expected = (plane(found.half) @ weight + bias).abs() / weight.norm(dual)
        expected = torch.where(expected <= found.half, expected, torch.inf).numpy()
        inner = np.abs(expected - found.half) > 0.01
        np.testing.assert_allclose(
            found.plane.ravel()[inner], expected[inner], atol=found.half / 64**2
        )


def test_robustness_of_every_member_is_that_of_its_network():
    config = CONFIG.replace(ensemble_size=3)
    found = run_to_completion(RobustnessTask(config, STEPS).run())
    trainer = trained(config)
    right = trainer.scores().validation_accuracy
    assert found.right.mean(axis=1).tolist() == pytest.approx(right.tolist())
    assert found.finite.all()
    for member in range(3):
        point = trainer.dataset.x_validation[7]
        flips = flips_of(logit_of(trainer, member), tuple(point.tolist()), 1)
        assert found.nearest[member, 7] == pytest.approx(flips["nearest_max"].distance, abs=2e-3)
        assert found.fgsm[member, 7] == pytest.approx(flips["fgsm"].distance, abs=1e-3)
    assert (found.nearest <= found.fgsm + 2e-3).all()


def test_of_logistic_regression_robustness_is_a_formula_beyond_the_plane():
    config = config_of(dataset="gaussians", hidden_layers=0, learning_rate=0.03, ensemble_size=1)
    found, trainer = run_to_completion(RobustnessTask(config, STEPS).run()), trained(config)
    layer, data = trainer.member(0)[0], trainer.dataset
    weight, bias = layer.weight.detach()[0], layer.bias.detach()
    logits = data.x_validation @ weight + bias
    margins, right = logits.abs() / weight.norm(1), (logits > 0) == data.y_validation
    for epsilon in (0.3, 1.5, found.reach):
        assert (margins - epsilon).abs().min() > 1e-6
        assert found.kept(epsilon).item() == pytest.approx(
            (right & (margins > epsilon)).double().mean().item()
        )
    with pytest.raises(ValueError, match="at most"):
        found.kept(found.reach + 0.1)


def test_a_run_that_diverges_says_so():
    config = config_of(optimizer="sgd", activation="relu", learning_rate=10, l2=10, hidden_layers=3)
    found = run_to_completion(RobustnessTask(config.replace(ensemble_size=2), STEPS).run())
    assert not found.finite.any()
