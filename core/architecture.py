"""The shape of the network, and where each layer lies in the flat tensor of parameters."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

Layer = tuple[Tensor, Tensor]
"""Weight [..., members, out, in] and bias [..., members, out, 1] of one layer of every member."""


@dataclass(frozen=True)
class Architecture:
    """A multilayer perceptron from some inputs to 1 logit, for every member of an ensemble.

    In the flat tensor of all parameters lies, layer after layer, first the weight of every member
    and then the bias of every member, so that each layer is one contiguous block.
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
    """Yield what each layer gives, [members, out, samples], at inputs [members, inputs, samples].

    The last one is the logits, without activation. Samples lie last in memory, so that the
    activation runs over contiguous numbers.
    """
    h = inputs
    for weight, bias in layers[:-1]:
        h = activation(torch.baddbmm(bias, weight, h))
        yield h
    weight, bias = layers[-1]
    yield torch.baddbmm(bias, weight, h)


def forward(layers: list[Layer], activation: Callable[[Tensor], Tensor], inputs: Tensor) -> Tensor:
    """Logits [members, samples] of every member at its inputs [members, inputs, samples]."""
    # Of the outputs only the last is kept: each is let go as soon as the next has used it.
    (logits,) = deque(layer_outputs(layers, activation, inputs), maxlen=1)
    return logits.squeeze(1)
