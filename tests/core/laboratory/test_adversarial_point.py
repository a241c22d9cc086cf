"""One point under attack."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.laboratory.adversarial import class_of, logit_gradient
from core.laboratory.adversarial_point import METHODS, REACH, attacked, flips_of
from tests.core.laboratory.networks import B, W, logistic, trained_logit

coordinate = st.floats(-6, 6)


@settings(max_examples=15, deadline=None)
@given(x0=coordinate, x1=coordinate, activation=st.sampled_from(["tanh", "relu", "silu"]))
def test_the_nearest_place_is_never_farther_than_an_attack_goes(x0, x1, activation):
    logit = trained_logit(activation=activation, learning_rate=0.03)
    label, flips = class_of(logit(torch.tensor([x0, x1]).double())), flips_of(logit, (x0, x1), 5)
    for method, flip in flips.items():
        nearest = flips["nearest_l2" if method in ("gradient", "nearest_l2") else "nearest_max"]
        assert flip is None or nearest.distance <= flip.distance <= REACH
        if flip and method == "pgd":  # it may come from farther to far behind the boundary
            assert class_of(logit(torch.tensor(flip.place))) != label
        elif flip:
            place = torch.tensor(flip.place)[None]
            slope = logit_gradient(logit, place).norm()
            assert logit(place).abs() < 1e-5 * slope, method


def test_of_logistic_regression_all_ways_of_a_norm_agree():
    x = torch.tensor([0.5, -0.7], dtype=torch.float64)
    found = attacked(logistic, (0.5, -0.7), 0.1, 5)
    z = (x @ W + B).item()
    assert found.probability == pytest.approx(1 / (1 + math.exp(-z)))
    np.testing.assert_allclose(found.logit_gradient, W)
    np.testing.assert_allclose(found.loss_gradient, (found.probability - 1) * W)
    np.testing.assert_allclose(found.fgsm_place, (x - 0.1 * W.sign()).numpy())
    np.testing.assert_allclose(found.pgd_path[-1], found.fgsm_place)
    assert found.fgsm_probability == pytest.approx(found.pgd_probability)
    for method, flip in flips_of(logistic, (0.5, -0.7), 5).items():
        dual = 2 if method in ("gradient", "nearest_l2") else 1
        assert flip.distance == pytest.approx(abs(z) / W.norm(dual).item(), abs=2e-5), method


def test_without_epsilon_nothing_moves():
    found = attacked(trained_logit(learning_rate=0.03), (0.4, 0.5), 0.0, 5)
    assert found.fgsm_place.tolist() == [0.4, 0.5]
    assert (found.pgd_path == [0.4, 0.5]).all()
    assert found.fgsm_probability == found.pgd_probability == found.probability


def test_where_the_loss_is_flat_only_the_search_finds_the_other_class():
    def sure(x):
        return 1e3 + 1e3 * x[..., 0]

    found = attacked(sure, (0.0, 0.0), 0.5, 5)
    assert not found.loss_gradient.any()
    assert found.logit_gradient.any()
    flips = {method: flip for method, flip in flips_of(sure, (0.0, 0.0), 5).items() if flip}
    assert set(flips) == {method for method in METHODS if METHODS[method].searched}
    assert flips["nearest_max"].distance == pytest.approx(1.0, abs=1e-6)


def test_a_network_of_one_class_has_no_other_in_reach():
    flips = flips_of(lambda x: 0 * x[..., 0] + 1.0, (0.0, 0.0), 5)
    assert set(flips) == set(METHODS)
    assert not any(flips.values())
