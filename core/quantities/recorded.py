"""Recorded steps, from which layer quantities are computed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from core.activations import Activation
from core.architecture import Architecture, Layer, layer_outputs


@dataclass(frozen=True)
class Recorded:
    """Several recorded steps of all members; each property is computed when first asked for.

    `parameters`, `gradients` and `updates` are flat, [records, n_parameters]. The parameters are
    those after the recorded step, the updates what the step added to them, and the gradients those
    that the step used, at the parameters before it. `start` [n_parameters] has the parameters of
    step 0. `inputs` [features, samples] holds the `n_train` training points first.

    Lists go layer by layer, from the first hidden layer to the output.
    """

    architecture: Architecture
    activation: Activation
    inputs: Tensor
    n_train: int
    start: Tensor
    parameters: Tensor
    gradients: Tensor
    updates: Tensor

    @cached_property
    def weights(self) -> list[Tensor]:
        """Weight [records, members, out, in] of each layer."""
        return _weights(self._layers)

    @cached_property
    def start_weights(self) -> list[Tensor]:
        """Weight [members, out, in] of each layer at step 0."""
        return _weights(self.architecture.layers(self.start))

    @cached_property
    def weight_gradients(self) -> list[Tensor]:
        """∂L/∂W [records, members, out, in] of each layer."""
        return _weights(self.architecture.layers(self.gradients))

    @cached_property
    def weight_updates(self) -> list[Tensor]:
        """What the step added to each weight, [records, members, out, in]; 0 at step 0."""
        return _weights(self.architecture.layers(self.updates))

    @cached_property
    def outputs(self) -> list[Tensor]:
        """Output [records, members, out, samples] of each layer at all points; last the logit."""
        stacked = [(weight.flatten(0, 1), bias.flatten(0, 1)) for weight, bias in self._layers]
        inputs = self.inputs.expand(len(stacked[0][0]), -1, -1)
        return [
            torch.unflatten(output, 0, (-1, self.architecture.members))
            for output in layer_outputs(stacked, self.activation.function, inputs)
        ]

    @cached_property
    def activations(self) -> list[Tensor]:
        """Each layer's output [records, members, out, n_train] at the training points."""
        return [output[..., : self.n_train] for output in self.outputs]

    def undefined(self) -> Tensor:
        """NaN [records, members, layers], for a quantity that this network does not have."""
        shape = len(self.parameters), self.architecture.members, len(self.architecture.shapes)
        return self.parameters.new_full(shape, float("nan"))

    @cached_property
    def _layers(self) -> list[Layer]:
        return self.architecture.layers(self.parameters)


def _weights(layers: list[Layer]) -> list[Tensor]:
    return [weight for weight, _ in layers]


LayerQuantity = Callable[[Recorded], Tensor]
"""Returns [records, members, layers]: one number a recorded step, member and layer."""
