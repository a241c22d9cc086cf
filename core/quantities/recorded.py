"""What a layer quantity is computed from."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Recorded:
    """Several recorded steps of all members, layer by layer from first hidden layer to output.

    Each tensor is [records, members, out, in]. `weight_gradients` are the gradients that the
    recorded step used, so those at the weights before it.
    """

    weights: list[Tensor]
    weight_gradients: list[Tensor]


LayerQuantity = Callable[[Recorded], Tensor]
"""Gives one number [records, members, layers] a recorded step, member and layer."""
