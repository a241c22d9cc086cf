import math

import pytest
import torch
from torch import Generator

from core.initializers import BIAS_INITIALIZERS, INITIALIZERS

OUT, IN = 400, 300

VARIANCES = {
    "torch_default": 1 / (3 * IN),
    "xavier_uniform": 2 / (IN + OUT),
    "xavier_normal": 2 / (IN + OUT),
    "kaiming_uniform": 2 / IN,
    "kaiming_normal": 2 / IN,
    "lecun_normal": 1 / IN,
    "orthogonal": 1 / OUT,
    "uniform": 0.7**2 / 3,
    "normal": 0.7**2,
    "zeros": 0.0,
    "constant": 0.0,
}
PARAMETERS = {
    "uniform": {"weight_scale": 0.7},
    "normal": {"weight_scale": 0.7},
    "constant": {"weight_constant": -0.3},
}
UNIFORM = {"torch_default", "xavier_uniform", "kaiming_uniform", "uniform"}
NORMAL = {"xavier_normal", "kaiming_normal", "lecun_normal", "normal"}


def big_layer(name, out=OUT, fan_in=IN):
    weight = torch.empty(out, fan_in, dtype=torch.float64)
    generator = Generator().manual_seed(1)
    INITIALIZERS[name].fill(weight, generator=generator, **PARAMETERS.get(name, {}))
    return weight


@pytest.mark.parametrize("name", INITIALIZERS)
def test_variance_is_the_cited_one(name):
    """Within 5 σ of the sample variance of 120,000 numbers, √(2/120,000) for a normal."""
    promised = INITIALIZERS[name].variance(IN, OUT, **PARAMETERS.get(name, {}))
    assert promised == pytest.approx(VARIANCES[name])
    sample = big_layer(name).var(unbiased=False).item()
    assert sample == pytest.approx(VARIANCES[name], rel=0.02, abs=1e-30)


@pytest.mark.parametrize("name", sorted(UNIFORM | NORMAL))
def test_distribution_is_the_cited_one(name):
    """Kurtosis is 1.8 of a uniform and 3 of a normal; a uniform ends at √3 σ."""
    standardized = big_layer(name) / math.sqrt(VARIANCES[name])
    assert abs(standardized.mean()) < 5 / math.sqrt(OUT * IN)
    assert standardized.pow(4).mean() == pytest.approx(1.8 if name in UNIFORM else 3, abs=0.15)
    if name in UNIFORM:
        assert 0.999 * math.sqrt(3) < standardized.abs().max() <= math.sqrt(3) * (1 + 1e-12)


@pytest.mark.parametrize(("out", "fan_in"), [(40, 30), (30, 40), (30, 30)])
def test_orthogonal(out, fan_in):
    weight = big_layer("orthogonal", out, fan_in)
    gram = weight @ weight.T if out <= fan_in else weight.T @ weight
    torch.testing.assert_close(gram, torch.eye(30, dtype=torch.float64), rtol=0, atol=1e-12)


def test_constants():
    assert (big_layer("zeros") == 0).all()
    assert (big_layer("constant") == -0.3).all()


def test_xavier_normal_draws_the_numbers_of_the_book():
    weight = torch.empty(2, 3)
    INITIALIZERS["xavier_normal"].fill(weight, generator=Generator().manual_seed(1))
    printed = torch.tensor([[0.4183, 0.1688, 0.0390], [0.3930, -0.2858, -0.1051]])
    torch.testing.assert_close(weight, printed, rtol=0, atol=0.5e-4)


@pytest.mark.parametrize(
    ("name", "parameters", "bound"),
    [("torch_default", {}, 1 / math.sqrt(50)), ("uniform", {"bias_scale": 0.4}, 0.4)],
)
def test_uniform_biases(name, parameters, bound):
    bias = torch.empty(20_000, dtype=torch.float64)
    BIAS_INITIALIZERS[name].fill(bias, 50, generator=Generator().manual_seed(1), **parameters)
    assert 0.99 * bound < bias.abs().max() <= bound
    assert bias.var() == pytest.approx(bound**2 / 3, rel=0.05)
    assert abs(bias.mean()) < 5 * bound / math.sqrt(3 * len(bias))
    assert BIAS_INITIALIZERS[name].mean(50, **parameters) == 0
    assert BIAS_INITIALIZERS[name].variance(50, **parameters) == pytest.approx(bound**2 / 3)


@pytest.mark.parametrize(
    ("name", "parameters", "value"),
    [("zeros", {}, 0.0), ("constant", {"bias_constant": 0.25}, 0.25)],
)
def test_constant_biases(name, parameters, value):
    bias = torch.full((5,), 9.0)
    BIAS_INITIALIZERS[name].fill(bias, 50, generator=Generator(), **parameters)
    assert (bias == value).all()
    assert BIAS_INITIALIZERS[name].mean(50, **parameters) == value
    assert BIAS_INITIALIZERS[name].variance(50, **parameters) == 0


def test_every_initializer_is_tested():
    assert set(VARIANCES) == set(INITIALIZERS)
    assert {"zeros", "torch_default", "uniform", "constant"} == set(BIAS_INITIALIZERS)
