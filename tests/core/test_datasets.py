from itertools import islice

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.datasets import OWN, PROBLEMS, epoch_orders, make_dataset
from core.own_points import points_of_csv, read_points
from tests.core.choices import FEW_POINTS

DRAWN = [name for name, problem in PROBLEMS.items() if problem.sample and not problem.fixed]


def all_points(dataset):
    """Points [N, 2] and labels [N], training points first."""
    x = torch.cat([dataset.x_train, dataset.x_validation])
    return x.numpy(), torch.cat([dataset.y_train, dataset.y_validation]).numpy()


def exact(name, n_points=2000, noise=0.0, **choices):
    return make_dataset(name, n_points, noise, dtype=torch.float64, own=FEW_POINTS, **choices)


def as_rows(x, y):
    """Points and labels in an order of their own."""
    return sorted([*point, label] for point, label in zip(x.tolist(), y.tolist(), strict=True))


@pytest.mark.parametrize("n_points", [2, 3, 200, 100_000])
@pytest.mark.parametrize("train_share", [0.05, 0.5, 0.95])
@pytest.mark.parametrize("name", DRAWN)
def test_split(name, n_points, train_share):
    dataset = make_dataset(name, n_points, 0.1, train_share)
    n_train, n_validation = len(dataset.y_train), len(dataset.y_validation)
    assert n_train + n_validation == n_points
    assert abs(n_train - np.clip(train_share * n_points, 1, n_points - 1)) <= 0.5
    assert dataset.x_train.shape == (n_train, 2)
    assert dataset.x_validation.shape == (n_validation, 2)
    assert set(all_points(dataset)[1]) <= {0.0, 1.0}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", PROBLEMS)
def test_dtype(name, dtype):
    dataset = make_dataset(name, dtype=dtype, own=FEW_POINTS)
    assert {t.dtype for t in vars(dataset).values()} == {dtype}


@pytest.mark.parametrize("name", PROBLEMS)
def test_same_seed_same_points(name):
    first, again, other = (all_points(exact(name, seed=seed))[0] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert np.array_equal(first, other) == PROBLEMS[name].fixed


@pytest.mark.parametrize("name", DRAWN)
def test_noise_moves_points_and_keeps_labels(name):
    clean, labels = all_points(exact(name, 20_000))
    noisy, noisy_labels = all_points(exact(name, 20_000, noise=0.3))
    assert np.array_equal(labels, noisy_labels)
    jitter = noisy - clean
    assert jitter.std() == pytest.approx(0.3, rel=5 / np.sqrt(2 * jitter.size))
    assert abs(jitter.mean()) < 5 * 0.3 / np.sqrt(jitter.size)


@pytest.mark.parametrize("name", ["book_xor", "truth_table"])
def test_given_points_take_no_settings(name):
    plain = all_points(exact(name))[0]
    assert np.array_equal(plain, all_points(exact(name, 7, 0.9, train_share=0.1, seed=3))[0])


@pytest.mark.parametrize("name", ["circle", "gaussians", "spiral", "moons"])
def test_both_classes_have_as_many_points(name):
    labels = all_points(exact(name, 201))[1]
    assert labels.sum() == 100


def test_xor():
    x, y = all_points(exact("xor"))
    assert np.array_equal(y == 0, np.sign(x[:, 0]) != np.sign(x[:, 1]))
    assert np.abs(x).max() <= 1
    np.testing.assert_allclose(x.std(axis=0), 1 / np.sqrt(3), rtol=0.05)


def test_book_xor():
    np.random.seed(1)
    x = np.random.uniform(low=-1, high=1, size=(200, 2))
    y = np.ones(len(x))
    y[x[:, 0] * x[:, 1] < 0] = 0
    dataset = exact("book_xor")
    assert np.array_equal(dataset.x_train, x[:100])
    assert np.array_equal(dataset.x_validation, x[100:])
    assert np.array_equal(dataset.y_train, y[:100])
    assert np.array_equal(dataset.y_validation, y[100:])
    assert dataset.y_train.sum() == dataset.y_validation.sum() == 53


def test_truth_table():
    dataset = exact("truth_table")
    for x, y in (
        (dataset.x_train, dataset.y_train),
        (dataset.x_validation, dataset.y_validation),
    ):
        assert as_rows(x, y) == [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_circle():
    """Uniform over the area: the mean squared radius is halfway between the squared edges."""
    x, y = all_points(exact("circle", 20_000))
    squared_radius = (x**2).sum(axis=1)
    inner, ring = squared_radius[y == 1], squared_radius[y == 0]
    assert inner.max() <= 0.25
    assert ring.min() >= 0.49
    assert ring.max() <= 1
    assert inner.mean() == pytest.approx(0.125, rel=0.03)
    assert ring.mean() == pytest.approx((0.49 + 1) / 2, rel=0.03)


def test_gaussians():
    x, y = all_points(exact("gaussians", 20_000))
    for label, centre in ((0, -0.45), (1, 0.45)):
        cloud = x[y == label]
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=0.01)
        np.testing.assert_allclose(np.cov(cloud.T), 0.04 * np.eye(2), atol=0.003)


def test_spiral():
    """The formula of the problem: angle 3.5 π r, turned by half a circle for class 1."""
    x, y = all_points(exact("spiral"))
    radius = np.hypot(x[:, 0], x[:, 1])
    angle = 3.5 * np.pi * radius + np.pi * y
    np.testing.assert_allclose(x / radius[:, None], np.stack([np.cos(angle), np.sin(angle)], 1))
    assert radius.max() <= 1


def test_moons():
    """The upper half circle around (−0.325, −0.1625) for class 0; its mirror image for class 1."""
    x, y = all_points(exact("moons"))
    from_centre = np.where(y[:, None] == 1, -x, x) - [-0.325, -0.1625]
    np.testing.assert_allclose(np.hypot(*from_centre.T), 0.65)
    assert from_centre[:, 1].min() >= 0


@pytest.mark.parametrize("name", PROBLEMS)
def test_half_width_shows_every_point(name):
    dataset = make_dataset(name, noise=0.5, own=FEW_POINTS)
    assert np.abs(all_points(dataset)[0]).max() < dataset.half_width()


def test_playground_xor_keeps_away_from_the_axes():
    """As the peer draws it: no coordinate nearer to 0 than 0.3 or beyond 5.3."""
    x, y = all_points(exact("playground_xor", 5000))
    assert np.abs(x).min() >= 0.3
    assert 5.2 < np.abs(x).max() <= 5.3
    assert np.array_equal(y == 1, np.sign(x[:, 0]) == np.sign(x[:, 1]))


def test_own_points_are_those_that_were_given_in_another_order():
    given_points, labels = read_points(FEW_POINTS)
    x, y = all_points(exact(OWN))
    assert as_rows(x, y) == as_rows(given_points, labels)
    assert not np.array_equal(x, given_points)
    other, other_labels = all_points(exact(OWN, seed=2))
    assert as_rows(other, other_labels) == as_rows(x, y)


@pytest.mark.parametrize(("train_share", "n_train"), [(0.05, 2), (0.5, 20), (0.95, 38)])
def test_own_points_are_split(train_share, n_train):
    dataset = exact(OWN, n_points=7, train_share=train_share)
    assert len(dataset.y_train) == n_train
    assert len(dataset.y_validation) == 40 - n_train


def test_own_points_that_are_sorted_by_class_are_split_evenly():
    """Were they not mixed, there would be none of class 1 to train on."""
    rows = "".join(f"{i / 1000},0,{i // 500}\n" for i in range(1000))
    dataset = make_dataset(OWN, own=points_of_csv(rows))
    assert 200 < dataset.y_train.sum() < 300


def test_own_points_are_jittered_by_noise():
    clean, labels = all_points(exact(OWN))
    noisy, noisy_labels = all_points(exact(OWN, noise=0.3))
    assert np.array_equal(labels, noisy_labels)
    assert 0.2 < (noisy - clean).std() < 0.4


def test_every_problem_is_tested():
    assert set(DRAWN) == {"xor", "playground_xor", "circle", "gaussians", "spiral", "moons"}


@given(n=st.integers(1, 300), seed=st.integers(0, 2**31 - 1))
def test_an_epoch_visits_every_point_once(n, seed):
    for order in islice(epoch_orders(n, seed), 3):
        assert sorted(order.tolist()) == list(range(n))


def test_epoch_orders_are_those_of_plain_torch():
    torch.manual_seed(7)
    for order in islice(epoch_orders(50, 7), 5):
        assert torch.equal(order, torch.randperm(50))
