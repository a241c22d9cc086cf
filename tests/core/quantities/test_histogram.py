import numpy as np
import pytest
import torch

from core import RunConfig, Trainer
from core.quantities import HISTOGRAMS
from core.quantities.histogram import histogram
from tests.core.quantities.plain import activations, weights
from tests.core.textbook import TextbookRun

CONFIG = RunConfig(
    n_points=50, train_share=0.6, ensemble_size=3, dtype="float64", bias_initializer="uniform"
)


def assert_is_histogram_of(result, layers):
    """Assert that NumPy computes the same from the values, on the edges of `result`."""
    assert len(result.densities) == len(layers)
    for densities, deviation, values in zip(
        result.densities, result.deviations, layers, strict=True
    ):
        expected, _ = np.histogram(values, result.edges, density=True)
        np.testing.assert_allclose(densities, expected, rtol=1e-9)
        assert deviation == pytest.approx(np.std(values))


def normal(n, scale=1.0):
    return torch.from_numpy(np.random.default_rng(n).normal(0, scale, n))


def test_equals_numpy():
    layers = [normal(500), normal(8), normal(1000, 0.01)]
    result = histogram(layers)
    assert_is_histogram_of(result, [layer.numpy() for layer in layers])
    np.testing.assert_allclose((result.densities * np.diff(result.edges)).sum(axis=1), 1)


def test_the_edges_hold_nearly_everything():
    values = normal(10_000)
    edges = histogram([values]).edges
    inside = (values > edges[0]) & (values < edges[-1])
    assert 0.99 < inside.double().mean() < 1
    assert len(histogram([normal(40)]).edges) == len(edges)


def test_one_outlier_does_not_flatten_everything():
    values = torch.cat([normal(1000), torch.tensor([1e6])])
    result = histogram([values])
    assert result.edges[-1] < 5
    assert np.count_nonzero(result.densities) > 30
    assert result.deviations[0] == pytest.approx(values.std(unbiased=False).item())


def test_the_edges_enclose_a_layer_far_from_the_others():
    edges = histogram([normal(1000), normal(4) + 50]).edges
    assert edges[0] < -2
    assert edges[-1] > 50


def test_symmetric_edges():
    edges = histogram([normal(100) + 3, normal(10)], symmetric=True).edges
    np.testing.assert_allclose(edges, -edges[::-1], atol=1e-12)


@pytest.mark.parametrize("value", [0.0, 3.0, -1e-30, 1e10, 1e140, 5e-324])
@pytest.mark.parametrize("symmetric", [True, False])
def test_equal_values(value, symmetric):
    """All are in one bin, whose width is above 0."""
    result = histogram([torch.full((10,), value, dtype=torch.float64)], symmetric)
    assert np.isfinite(result.densities).all()
    assert np.count_nonzero(result.densities) == 1
    assert (np.diff(result.edges) > 0).all()


@pytest.mark.parametrize("scale", [1e-140, 1e-40, 1e100])
def test_any_scale(scale):
    """Vanishing gradients and exploding weights have the same histogram, scaled."""
    values = scale * normal(100)
    plain, scaled = histogram([normal(100)]), histogram([values])
    np.testing.assert_allclose(scaled.densities * scale, plain.densities, rtol=1e-6)


def test_values_that_differ_by_rounding():
    values = torch.tensor([1.0, 1.0 + 2e-16], dtype=torch.float64)
    assert np.isfinite(histogram([values]).densities).all()


def test_values_that_are_not_finite_are_left_out():
    values = normal(100)
    spoiled = torch.cat([values, torch.tensor([torch.nan, torch.inf, -torch.inf, 1e300])])
    one, other = histogram([values]), histogram([spoiled])
    np.testing.assert_array_equal(one.densities, other.densities)
    np.testing.assert_array_equal(one.deviations, other.deviations)


def test_no_value_is_finite():
    result = histogram([torch.full((5,), torch.nan), torch.empty(0)])
    assert (result.densities == 0).all()
    assert np.isnan(result.deviations).all()
    assert np.isfinite(result.edges).all()


def test_a_sample_of_many_values():
    """The histogram of a million values is that of a sample, which is the same at each call."""
    values = normal(1_000_000).float()
    result = histogram([values])
    assert np.array_equal(result.densities, histogram([values]).densities)
    expected, _ = np.histogram(values, result.edges, density=True)
    np.testing.assert_allclose(result.densities[0], expected, atol=0.03)
    assert result.deviations[0] == pytest.approx(1, rel=0.02)


# The entries of HISTOGRAMS


def present(name, members=slice(None), **choices):
    trainer = Trainer(CONFIG.replace(**choices)).train(5)
    return HISTOGRAMS[name](trainer.present(), members), trainer


def joined(trainer, members, values_of):
    """Values of each layer, of the selected members together."""
    networks = [trainer.member(index) for index in range(*members.indices(3))]
    return [
        torch.cat([values.flatten() for values in layers]).numpy()
        for layers in zip(*map(values_of, networks), strict=True)
    ]


@pytest.mark.parametrize("members", [slice(None), slice(1, 2), slice(1, None)])
@pytest.mark.parametrize("hidden_layers", [0, 2])
def test_weight_histogram(members, hidden_layers):
    result, trainer = present("weight_histogram", members, hidden_layers=hidden_layers)
    assert_is_histogram_of(result, joined(trainer, members, weights))


@pytest.mark.parametrize("members", [slice(None), slice(1, 2)])
@pytest.mark.parametrize("hidden_layers", [0, 2])
def test_gradient_histogram(members, hidden_layers):
    """It shows the gradient that the last step used."""
    result, trainer = present("gradient_histogram", members, hidden_layers=hidden_layers)
    start = Trainer(trainer.config)

    def last_gradients(index):
        run = TextbookRun(start.member(index), trainer.config, trainer.dataset).train(5)
        return run.gradients[-1]

    gradients = [last_gradients(index) for index in range(*members.indices(3))]
    layers = [
        torch.cat([g.flatten() for g in layer]).numpy() for layer in zip(*gradients, strict=True)
    ]
    assert_is_histogram_of(result, layers)
    np.testing.assert_allclose(result.edges, -result.edges[::-1], atol=1e-12)


@pytest.mark.parametrize("members", [slice(None), slice(1, 2)])
def test_activation_histogram(members):
    """It shows the training points; the output layer is empty."""
    result, trainer = present("activation_histogram", members, hidden_layers=2)
    hidden = joined(trainer, members, lambda n: activations(n, trainer.dataset.x_train)[:-1])
    assert (result.densities[-1] == 0).all()
    assert np.isnan(result.deviations[-1])
    assert_is_histogram_of(
        type(result)(result.edges, result.densities[:-1], result.deviations[:-1]), hidden
    )


def test_activation_histogram_without_hidden_layers():
    result, _ = present("activation_histogram", hidden_layers=0)
    assert (result.densities == 0).all()
    assert result.densities.shape == (1, len(result.edges) - 1)


@pytest.mark.parametrize("name", HISTOGRAMS)
def test_a_histogram_does_not_change_the_run(name):
    """At step 0 too."""
    trainer, plain = Trainer(CONFIG), Trainer(CONFIG).train(5)
    for _ in range(5):
        HISTOGRAMS[name](trainer.present(), slice(0, 1))
        trainer.train(1)
    assert torch.equal(trainer.ensemble.flat, plain.ensemble.flat)
