"""Attacks, held to finite differences, to formulas of logistic regression, and to their names."""

import math

import pytest
import torch
from torch.nn import functional as F

from core.laboratory.adversarial import (
    class_of,
    fgsm,
    logit_gradient,
    loss_gradient,
    pgd,
    smallest_along,
    smallest_distance,
    smallest_pgd,
    unit,
)
from core.mechanics.finite_difference import central_difference
from tests.core.laboratory.networks import B, W, logistic, some_points, trained_logit

LINE = {"reach": 8.0, "stops": 64, "rounds": 5}


@pytest.mark.parametrize("activation", ["tanh", "gelu"])
def test_gradients_are_what_finite_differences_say(activation):
    logit, points = trained_logit(activation=activation, learning_rate=0.03), some_points()
    labels = class_of(logit(points))
    functions = {
        loss_gradient(logit, points, labels): lambda x: F.binary_cross_entropy_with_logits(
            logit(x), labels, reduction="none"
        ),
        logit_gradient(logit, points): logit,
    }
    for gradient, function in functions.items():
        for axis in (0, 1):
            unit_vector = torch.eye(2, dtype=torch.float64)[axis]
            difference = central_difference(
                lambda t, e=unit_vector, f=function: f(points + t[:, None] * e),
                torch.zeros(len(points), dtype=torch.float64),
                torch.full((len(points),), 1e-5, dtype=torch.float64),
            )
            torch.testing.assert_close(gradient[:, axis], difference, rtol=1e-5, atol=1e-9)


def test_of_logistic_regression_every_distance_is_a_formula():
    points = some_points(half=2.0)
    z = points @ W + B
    gradient = loss_gradient(logistic, points, class_of(z))
    sign = smallest_along(logistic, points, gradient.sign(), **LINE)
    straight = smallest_along(logistic, points, unit(gradient), **LINE)
    torch.testing.assert_close(sign, z.abs() / W.abs().sum(), rtol=0, atol=1e-8)
    torch.testing.assert_close(straight, z.abs() / W.norm(), rtol=0, atol=1e-8)
    by_pgd = smallest_pgd(logistic, points, 5, reach=8.0, stops=64, rounds=4)
    torch.testing.assert_close(by_pgd, z.abs() / W.abs().sum(), rtol=0, atol=1e-6)


def test_an_fgsm_step_is_the_sign_of_the_gradient_times_epsilon():
    gradient = torch.tensor([[0.3, -1e-9], [0.0, 5.0]], dtype=torch.float64)
    points = some_points(2)
    expected = points + 0.1 * torch.tensor([[1.0, -1.0], [0.0, 1.0]]).double()
    torch.testing.assert_close(fgsm(points, gradient, 0.1), expected, rtol=0, atol=1e-15)
    assert torch.equal(fgsm(points, gradient, 0.0), points)


@pytest.mark.parametrize("steps", [1, 3, 20])
@pytest.mark.parametrize("epsilon", [0.0, 0.07, 1.3])
def test_pgd_never_leaves_the_ball_and_begins_at_the_point(epsilon, steps):
    logit, points = trained_logit(learning_rate=0.03), some_points()
    path = pgd(logit, points, class_of(logit(points)), epsilon, steps)
    assert path.shape == (steps + 1, 40, 2)
    assert torch.equal(path[0], points)
    assert (path - points).abs().max() <= epsilon + 1e-15


def test_one_step_of_pgd_is_fgsm_and_more_do_not_make_the_loss_smaller():
    logit, points = trained_logit(learning_rate=0.03), some_points()
    labels = class_of(logit(points))
    moved = fgsm(points, loss_gradient(logit, points, labels), 0.2)
    torch.testing.assert_close(pgd(logit, points, labels, 0.2, 1)[-1], moved)

    def losses(places):
        return F.binary_cross_entropy_with_logits(logit(places), labels)

    assert losses(pgd(logit, points, labels, 0.2, 20)[-1]) >= losses(moved)


def test_the_first_flip_is_found_where_the_class_changes_and_changes_back():
    there = torch.tensor([0.25, 1.7, 9.0], dtype=torch.float64)
    found = smallest_distance(lambda d: (d >= there) & (d < there + 0.5), 3, **LINE)
    torch.testing.assert_close(found[:2], there[:2], rtol=0, atol=1e-8)
    assert torch.isinf(found[2])


def test_without_a_gradient_nothing_moves_and_nothing_flips():
    points = some_points(5)
    zero = torch.zeros_like(points)
    assert torch.equal(unit(zero), zero)
    assert torch.isinf(smallest_along(logistic, points, unit(zero), **LINE)).all()

    for side in (1, -1):

        def sure(x, side=side):  # e^−|z| is 0 in float64
            return side * (1e4 + 100 * x[..., 0])

        assert not loss_gradient(sure, points, class_of(sure(points))).any()
        assert torch.isinf(smallest_pgd(sure, points, 5, **LINE)).all()
        assert (logit_gradient(sure, points) == torch.tensor([side * 100.0, 0.0])).all()


@pytest.mark.parametrize("z", [0.5, 20.0, 40.0, 700.0])
def test_the_gradient_of_the_loss_keeps_its_digits_at_both_classes(z):
    points = torch.zeros(2, 2, dtype=torch.float64)
    for label in (0.0, 1.0):
        side = 2 * label - 1

        def sure(x, side=side):
            return side * z + x[..., 0]

        labels = class_of(sure(points))
        assert (labels == label).all()
        expected = -side * math.exp(-z) / (1 + math.exp(-z))
        gradient = loss_gradient(sure, points, labels)[:, 0]
        assert gradient.tolist() == pytest.approx([expected] * 2, rel=1e-14, abs=0)
        wrong = loss_gradient(sure, points, 1 - labels)[:, 0]
        assert wrong.tolist() == pytest.approx([side / (1 + math.exp(-z))] * 2, rel=1e-14)


def test_a_direction_keeps_its_length_however_small():
    tiny = torch.tensor([[3e-200, 4e-200]], dtype=torch.float64)
    torch.testing.assert_close(unit(tiny), torch.tensor([[0.6, 0.8]], dtype=torch.float64))
