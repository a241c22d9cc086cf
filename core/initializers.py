"""Weight and bias initializers.

`torch.nn.init` draws the numbers. One generator, seeded with the member's seed, goes through the
layers in order, weight before bias, so that plain PyTorch can draw the same network:
`torch.manual_seed(seed)`, then the same `nn.init` calls on the layers of an `nn.Sequential`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from torch import Generator, Tensor, nn

from core.allowed import Parameter

Fill = Callable[..., object]
"""Fills a weight [out, in] (or a bias [out]) in place; takes generator= and its own parameters."""


@dataclass(frozen=True)
class Initializer:
    """One distribution of initial weights; `bias` names its automatic bias initializer.

    `variance(fan_in, fan_out, **parameters)` is the variance by the formula.
    """

    label: str
    formula: str
    fill: Fill
    variance: Callable[..., float]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    bias: str = "zeros"


@dataclass(frozen=True)
class BiasInitializer:
    """One distribution of initial biases: `fill(bias, fan_in, generator=..., **parameters)`.

    `mean(fan_in, **parameters)` and `variance(fan_in, **parameters)` are those by the formula.
    """

    label: str
    formula: str
    fill: Fill
    mean: Callable[..., float]
    variance: Callable[..., float]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


def torch_default(weight: Tensor, generator: Generator) -> None:
    """Draw from U(±1/√in), as `nn.Linear.reset_parameters` does."""
    nn.init.kaiming_uniform_(weight, a=math.sqrt(5), generator=generator)


def kaiming_uniform(weight: Tensor, generator: Generator) -> None:
    """Draw from U(±√(6/in)): keeps the variance of ReLU layers (He et al. 2015, Eq. 10)."""
    nn.init.kaiming_uniform_(weight, nonlinearity="relu", generator=generator)


def kaiming_normal(weight: Tensor, generator: Generator) -> None:
    """Draw from N(0, 2/in): keeps the variance of ReLU layers (He et al. 2015, Eq. 10)."""
    nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=generator)


def lecun_normal(weight: Tensor, generator: Generator) -> None:
    """Draw from N(0, 1/in) (LeCun et al. 1998, "Efficient BackProp", Eq. 16)."""
    nn.init.normal_(weight, std=1 / math.sqrt(weight.shape[1]), generator=generator)


def uniform(weight: Tensor, generator: Generator, weight_scale: float) -> None:
    """Draw from U(±scale)."""
    nn.init.uniform_(weight, -weight_scale, weight_scale, generator=generator)


def normal(weight: Tensor, generator: Generator, weight_scale: float) -> None:
    """Draw from N(0, scale²)."""
    nn.init.normal_(weight, std=weight_scale, generator=generator)


def zeros(weight: Tensor, generator: Generator) -> None:
    """Set every weight to 0; the generator is not used."""
    nn.init.zeros_(weight)


def constant(weight: Tensor, generator: Generator, weight_constant: float) -> None:
    """Set every weight to the same number; the generator is not used."""
    nn.init.constant_(weight, weight_constant)


_WEIGHT_SCALE = {
    "weight_scale": Parameter(
        "weight scale", 0.5, 0.0, 10.0, "Half-width of the uniform, or standard deviation."
    )
}

INITIALIZERS = {
    "torch_default": Initializer(
        "torch default",
        r"U(\pm 1/\sqrt{n_{in}})",
        torch_default,
        lambda fan_in, fan_out: 1 / (3 * fan_in),
        bias="torch_default",
    ),
    "xavier_uniform": Initializer(
        "Xavier uniform",
        r"U(\pm\sqrt{6 / (n_{in} + n_{out})})",
        nn.init.xavier_uniform_,
        lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    ),
    "xavier_normal": Initializer(
        "Xavier normal",
        r"N(0, 2 / (n_{in} + n_{out}))",
        nn.init.xavier_normal_,
        lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    ),
    "kaiming_uniform": Initializer(
        "Kaiming uniform",
        r"U(\pm\sqrt{6 / n_{in}})",
        kaiming_uniform,
        lambda fan_in, fan_out: 2 / fan_in,
    ),
    "kaiming_normal": Initializer(
        "Kaiming normal", r"N(0, 2 / n_{in})", kaiming_normal, lambda fan_in, fan_out: 2 / fan_in
    ),
    "lecun_normal": Initializer(
        "LeCun normal", r"N(0, 1 / n_{in})", lecun_normal, lambda fan_in, fan_out: 1 / fan_in
    ),
    "orthogonal": Initializer(
        "orthogonal",
        r"W W^\top = I \text{ or } W^\top W = I",
        nn.init.orthogonal_,
        lambda fan_in, fan_out: 1 / max(fan_in, fan_out),
    ),
    "uniform": Initializer(
        "uniform",
        r"U(\pm s)",
        uniform,
        lambda fan_in, fan_out, weight_scale: weight_scale**2 / 3,
        _WEIGHT_SCALE,
    ),
    "normal": Initializer(
        "normal",
        r"N(0, s^2)",
        normal,
        lambda fan_in, fan_out, weight_scale: weight_scale**2,
        _WEIGHT_SCALE,
    ),
    "zeros": Initializer("zeros", r"0", zeros, lambda fan_in, fan_out: 0.0),
    "constant": Initializer(
        "constant",
        r"c",
        constant,
        lambda fan_in, fan_out, weight_constant: 0.0,
        {
            "weight_constant": Parameter(
                "weight constant", 0.5, -10.0, 10.0, "The number that every weight starts from."
            )
        },
    ),
}


def uniform_by_fan_in(bias: Tensor, fan_in: int, generator: Generator) -> None:
    """Draw from U(±1/√in), as `nn.Linear.reset_parameters` does."""
    bound = 1 / math.sqrt(fan_in)
    nn.init.uniform_(bias, -bound, bound, generator=generator)


def constant_bias(bias: Tensor, fan_in: int, generator: Generator, bias_constant: float) -> None:
    """Set every bias to the same number; the generator is not used."""
    nn.init.constant_(bias, bias_constant)


def uniform_bias(bias: Tensor, fan_in: int, generator: Generator, bias_scale: float) -> None:
    """Draw from U(±scale)."""
    nn.init.uniform_(bias, -bias_scale, bias_scale, generator=generator)


def zero_bias(bias: Tensor, fan_in: int, generator: Generator) -> None:
    """Set every bias to 0; the generator is not used."""
    nn.init.zeros_(bias)


BIAS_INITIALIZERS = {
    "zeros": BiasInitializer("zeros", r"0", zero_bias, lambda fan_in: 0.0, lambda fan_in: 0.0),
    "torch_default": BiasInitializer(
        "torch default",
        r"U(\pm 1/\sqrt{n_{in}})",
        uniform_by_fan_in,
        lambda fan_in: 0.0,
        lambda fan_in: 1 / (3 * fan_in),
    ),
    "uniform": BiasInitializer(
        "uniform",
        r"U(\pm s)",
        uniform_bias,
        lambda fan_in, bias_scale: 0.0,
        lambda fan_in, bias_scale: bias_scale**2 / 3,
        {
            "bias_scale": Parameter(
                "bias scale", 1.0, 0.0, 10.0, "Half-width of the uniform that biases start from."
            )
        },
    ),
    "constant": BiasInitializer(
        "constant",
        r"c",
        constant_bias,
        lambda fan_in, bias_constant: bias_constant,
        lambda fan_in, bias_constant: 0.0,
        {
            "bias_constant": Parameter(
                "bias constant", 0.1, -10.0, 10.0, "The number that every bias starts from."
            )
        },
    ),
}
