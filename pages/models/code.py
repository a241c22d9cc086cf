"""The custom layer of the models page, as a program that prints its numbers."""

import inspect
from collections.abc import Sequence

from core.mechanics.noisy_linear import NoisyLinear


def code_of_noisy_linear(x: Sequence[float], out: int, sigma: float, seed: int, passes: int) -> str:
    """The layer, its passes in training, and the one of inference."""
    return f"""import torch
from torch import Tensor, nn


{inspect.getsource(NoisyLinear)}

torch.manual_seed({seed})
layer = NoisyLinear({len(x)}, {out}, sigma={sigma!r})
x = torch.tensor([{[*map(float, x)]!r}])

training = torch.cat([layer(x) for _ in range({passes})]).detach()
for i, y in enumerate(training[:3]):
    print(f"training, pass {{i + 1}}:", [f"{{output:.4f}}" for output in y])
layer.eval()
print("inference:       ", [f"{{output:.4f}}" for output in layer(x)[0]])

covariance = layer.sigma**2 * layer.weight.T @ layer.weight
print("standard deviation, σ²WᵀW:", [f"{{s:.4f}}" for s in covariance.diagonal().sqrt()])
print("standard deviation, passes:", [f"{{s:.4f}}" for s in training.std(dim=0, correction=0)])
"""
