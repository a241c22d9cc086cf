import numpy as np
import pytest
from scipy import stats

from core.initializers import INITIALIZERS
from core.mechanics.weight_sample import DENSITIES, draw_weight, promised_density

PARAMETERS = {
    "uniform": {"weight_scale": 0.7},
    "normal": {"weight_scale": 0.7},
    "constant": {"weight_constant": -0.25},
}
IN_ONE_PLACE = {"zeros", "constant"}


def sample(name, out=60, fan_in=40, seed=1):
    return draw_weight(name, out, fan_in, seed, PARAMETERS.get(name, {}))


def test_the_six_numbers_of_the_book():
    drawn = sample("xavier_normal", 2, 3)
    printed = [[0.4183, 0.1688, 0.0390], [0.3930, -0.2858, -0.1051]]
    np.testing.assert_allclose(drawn.weight, printed, atol=0.5e-4)
    assert drawn.mean == pytest.approx(np.mean(printed), abs=1e-4)
    assert drawn.variance == pytest.approx(np.var(printed), abs=1e-4)
    assert drawn.promised_variance == 2 / 5


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_drawn_weights_have_the_promised_density(name):
    """Counts in ten bins, expected from the density: χ² below its 99.9% quantile."""
    drawn = sample(name)
    assert drawn.in_one_place == (name in IN_ONE_PLACE)
    x = np.linspace(-3, 3, 60_001)
    density = promised_density(name, drawn.promised_variance, x)
    if drawn.in_one_place:
        assert density is None
        return
    cumulative = np.cumsum(density) * (x[1] - x[0])
    assert cumulative[-1] == pytest.approx(1, abs=1e-3)
    edges = np.interp(np.arange(1, 10) / 10, cumulative, x)
    counts = np.bincount(np.searchsorted(edges, drawn.weight.ravel()), minlength=10)
    assert stats.chisquare(counts).statistic < stats.chi2.ppf(0.999, 9)


@pytest.mark.parametrize("n", [2, 3, 8])
def test_an_element_of_an_orthogonal_matrix_is_a_coordinate_of_a_sphere(n):
    """Its square is Beta(1/2, (n − 1)/2)."""
    x = np.linspace(0.05, 0.95, 10)
    expected = stats.beta(0.5, (n - 1) / 2).pdf(x**2) * x
    assert promised_density("orthogonal", 1 / n, x) == pytest.approx(expected)


def test_an_orthogonal_matrix_of_one_element_has_no_density():
    assert promised_density("orthogonal", 1.0, np.zeros(1)) is None
    assert abs(sample("orthogonal", 1, 1).weight.item()) == pytest.approx(1)


def test_every_initializer_has_a_density_or_one_place():
    assert set(DENSITIES) == set(INITIALIZERS) - IN_ONE_PLACE
