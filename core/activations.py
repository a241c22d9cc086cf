"""Activation functions, each as a function for the ensemble and as a layer for `nn.Sequential`."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Activation:
    """One nonlinearity φ, applied to every element; it keeps the shape of its argument.

    `bounds` are the limits of its range if it saturates at both; `dies` says that it is constant on
    one side, so that a unit that is always on that side has no gradient.
    """

    label: str
    formula: str
    function: Callable[[Tensor], Tensor]
    layer: Callable[[], nn.Module]
    bounds: tuple[float, float] | None = None
    dies: bool = False


def identity(z: Tensor) -> Tensor:
    """Return z itself: a deep linear network, which no depth makes nonlinear."""
    return z


ACTIVATIONS = {
    "identity": Activation("identity", r"z", identity, nn.Identity),
    "tanh": Activation("tanh", r"\tanh z", torch.tanh, nn.Tanh, bounds=(-1, 1)),
    "sigmoid": Activation("sigmoid", r"1 / (1 + e^{-z})", torch.sigmoid, nn.Sigmoid, bounds=(0, 1)),
    "relu": Activation("ReLU", r"\max(0, z)", torch.relu, nn.ReLU, dies=True),
    "leaky_relu": Activation("leaky ReLU", r"\max(0.01\,z, z)", F.leaky_relu, nn.LeakyReLU),
    "elu": Activation("ELU", r"z \text{ if } z > 0 \text{ else } e^z - 1", F.elu, nn.ELU),
    "gelu": Activation("GELU", r"z\,\Phi(z)", F.gelu, nn.GELU),
    "silu": Activation("SiLU", r"z / (1 + e^{-z})", F.silu, nn.SiLU),
    "softplus": Activation("softplus", r"\ln(1 + e^z)", F.softplus, nn.Softplus),
    "softsign": Activation("softsign", r"z / (1 + |z|)", F.softsign, nn.Softsign, bounds=(-1, 1)),
}
