"""A custom layer: linear, with noise on its input in training mode."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.arrays import Floats


class NoisyLinear(nn.Module):
    """x W + b, with Gaussian noise of standard deviation `sigma` added to x in training mode.

    Weight and noise are drawn from `generator`, or from torch's global generator if it is None.
    """

    def __init__(
        self, fan_in: int, out: int, sigma: float = 0.1, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        self.sigma = sigma
        self.generator = generator
        self.weight = nn.Parameter(torch.empty(fan_in, out))
        self.bias = nn.Parameter(torch.zeros(out))
        nn.init.xavier_uniform_(self.weight, generator=generator)

    def forward(self, x: Tensor) -> Tensor:
        """Outputs [N, out] at inputs x [N, in]."""
        if self.training:
            x = x + self.sigma * torch.randn_like(x, generator=self.generator)
        return x @ self.weight + self.bias


@dataclass(frozen=True)
class NoisyPasses:
    """Outputs of one NoisyLinear for the same input, in several passes.

    `weight` [in, out], `training` [passes, out], `inference` [out]. The training outputs are normal
    around the inference output, with `covariance` [out, out].
    """

    weight: Floats
    training: Floats
    inference: Floats
    covariance: Floats

    def ellipse(self, share: float, points: int = 121) -> Floats:
        """Outline [points, 2] of where that share of the training outputs is expected.

        Where (y − μ)ᵀ Σ⁻¹ (y − μ) = −2 ln(1 − share), the quantile of χ² with 2 degrees of freedom.
        """
        variances, axes = np.linalg.eigh(self.covariance)
        radii = np.sqrt(-2 * np.log(1 - share) * variances.clip(min=0))
        angle = np.linspace(0, 2 * np.pi, points)
        circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        outline: Floats = self.inference + (circle * radii) @ axes.T
        return outline


def noisy_passes(x: Sequence[float], out: int, sigma: float, seed: int, passes: int) -> NoisyPasses:
    """Build a NoisyLinear after `torch.manual_seed(seed)`, then run it in both modes.

    First `passes` passes in training mode, then one in inference mode.

    The covariance of x W is σ² Wᵀ W, as the noise on each input is independent of the others.
    Raschka, Liu, Mirjalili (2022), ch. 13, build it for 4 inputs and 2 outputs.
    """
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(seed)
        layer = NoisyLinear(len(x), out, sigma)
        inputs = torch.tensor([x], dtype=torch.float32)
        training = torch.cat([layer(inputs) for _ in range(passes)])
        inference = layer.eval()(inputs)[0]
        covariance = sigma**2 * layer.weight.T @ layer.weight
        return NoisyPasses(
            layer.weight.numpy(), training.numpy(), inference.numpy(), covariance.numpy()
        )
