"""What the quantities share: a measure of every layer, and two statistics."""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor


def each_layer(measure: Callable[..., Tensor], *layers: Iterable[Tensor]) -> Tensor:
    """`measure` of every layer's tensors, stacked in a new last dimension [..., layers]."""
    return torch.stack([measure(*tensors) for tensors in zip(*layers, strict=True)], dim=-1)


def norm(values: Tensor) -> Tensor:
    """Euclidean norm over the last two dimensions (Frobenius norm)."""
    return _sum_of_squares(values).sqrt()


def variance(values: Tensor) -> Tensor:
    """Population variance over the last two dimensions, eight times as fast as `Tensor.var`.

    Exactly 0 where all values are equal: measured from one of them, they leave nothing to round.
    """
    deviations = values - values[..., :1, :1]
    deviations -= deviations.mean(dim=(-2, -1), keepdim=True)
    return _sum_of_squares(deviations) / values[0, 0].numel()


def _sum_of_squares(values: Tensor) -> Tensor:
    """Sum over the last two dimensions, four times as fast as `torch.linalg.vector_norm`."""
    return (values * values).sum(dim=(-2, -1))


def hidden_only(shares: Tensor) -> Tensor:
    """Numbers [..., hidden layers] of the hidden layers, followed by a NaN for the output layer."""
    return torch.nn.functional.pad(shares, (0, 1), value=float("nan"))
