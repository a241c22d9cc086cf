"""The layer sizes of the networks, and where each layer lies in the flat parameter tensor."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

Layer = tuple[Tensor, Tensor]
"""Weight [..., members, out, in] and bias [..., members, out, 1] of one layer of every member."""


@dataclass(frozen=True)
class Architecture:
    """Multilayer perceptrons with one logit, one for each member of an ensemble.

    The flat tensor of all parameters has, layer by layer, the weights of all members and then the
    biases of all members, so that each layer is one contiguous block.
    """

    members: int
    inputs: int
    hidden_layers: int
    width: int

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """(out, in) of every layer, from the first hidden layer to the output."""
        sizes = [self.inputs, *[self.width] * self.hidden_layers, 1]
        return list(zip(sizes[1:], sizes, strict=False))

    @property
    def n_parameters(self) -> int:
        """Number of weights and biases of all members together."""
        return self.members * sum(out * (fan_in + 1) for out, fan_in in self.shapes)

    def layers(self, flat: Tensor) -> list[Layer]:
        """Views of flat parameters (or gradients) [..., n_parameters], layer by layer."""
        views: list[Layer] = []
        rest = flat
        for out, fan_in in self.shapes:
            sizes = [self.members * out * fan_in, self.members * out]
            sizes = [*sizes, rest.shape[-1] - sum(sizes)]
            weight, bias, rest = torch.split(rest, sizes, dim=-1)
            views.append(
                (
                    torch.unflatten(weight, -1, (self.members, out, fan_in)),
                    torch.unflatten(bias, -1, (self.members, out, 1)),
                )
            )
        return views


def layer_outputs(
    layers: list[Layer], activation: Callable[[Tensor], Tensor], inputs: Tensor
) -> Iterator[Tensor]:
    """Yield each layer's output [members, out, samples] at inputs [members, inputs, samples].

    The last output is the logit, without activation. Samples are the last dimension, so that the
    activation runs over contiguous memory.
    """
    h = inputs
    for weight, bias in layers[:-1]:
        h = activation(torch.baddbmm(bias, weight, h))
        yield h
    weight, bias = layers[-1]
    yield torch.baddbmm(bias, weight, h)


def forward(layers: list[Layer], activation: Callable[[Tensor], Tensor], inputs: Tensor) -> Tensor:
    """Logits [members, samples] of every member at its inputs [members, inputs, samples]."""
    # Keeps the last output only; each one is freed as soon as the next one is computed.
    (logits,) = deque(layer_outputs(layers, activation, inputs), maxlen=1)
    return logits.squeeze(1)
