"""Input features: the numbers that a network gets for a point of the plane."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Feature:
    """One input feature: `function` maps points [2, N] to its values [N]."""

    label: str
    formula: str
    function: Callable[[Tensor], Tensor]


FEATURES = {
    "x0": Feature("x₀", "x_0", lambda x: x[0]),
    "x1": Feature("x₁", "x_1", lambda x: x[1]),
    "x0x0": Feature("x₀²", "x_0^2", lambda x: x[0].square()),
    "x1x1": Feature("x₁²", "x_1^2", lambda x: x[1].square()),
    "x0x1": Feature("x₀x₁", "x_0 x_1", lambda x: x[0] * x[1]),
    # One period across the plane, as sin x is to TensorFlow Playground's plane of half-width 6.
    "sin_x0": Feature("sin πx₀", r"\sin \pi x_0", lambda x: torch.sin(math.pi * x[0])),
    "sin_x1": Feature("sin πx₁", r"\sin \pi x_1", lambda x: torch.sin(math.pi * x[1])),
}

COORDINATES = ("x0", "x1")
"""The features that are the point itself."""


def features_of(points: Tensor, names: Iterable[str]) -> Tensor:
    """Features [features, N] of points [2, N]."""
    return torch.stack([FEATURES[name].function(points) for name in names])


class Features(nn.Module):
    """First layer of a network whose features are not the coordinates: computes the features."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names

    def forward(self, points: Tensor) -> Tensor:
        """Features [N, features] of points [N, 2]."""
        return features_of(points.T, self.names).T

    def extra_repr(self) -> str:
        """Names of the features, which `print` shows in the brackets."""
        return ", ".join(self.names)
