"""All networks of a run, the members of its ensemble, in one flat tensor."""

import torch
from torch import Generator, Tensor, nn

from core.activations import ACTIVATIONS
from core.architecture import Architecture, forward
from core.config import RunConfig
from core.features import COORDINATES, Features
from core.layer_start import layer_starts


class Ensemble:
    """Networks of one architecture that differ in their initial weights only.

    `parameters` [n_parameters] holds all weights and biases, `gradient` their gradient; `flat` is
    `parameters` detached from autograd. The tensors of `layers` are autograd leaves that are views
    of this memory, so that autograd writes each layer's gradient straight into `gradient`. An
    elementwise optimizer on the flat tensor updates every member exactly as an optimizer of its own
    would.
    """

    def __init__(self, config: RunConfig) -> None:
        self.architecture = architecture_of(config)
        self.activation = ACTIVATIONS[config.activation]
        self._features = config.features
        self.parameters = nn.Parameter(initial_parameters(config).to(config.device))
        self.flat = self.parameters.detach()
        self.gradient = torch.zeros_like(self.flat)
        self.parameters.grad = self.gradient
        self.layers = self.architecture.layers(self.flat)
        for layer, gradients in zip(
            self.layers, self.architecture.layers(self.gradient), strict=True
        ):
            for leaf, gradient in zip(layer, gradients, strict=True):
                leaf.requires_grad_().grad = gradient

    def __len__(self) -> int:
        return self.architecture.members

    def __call__(self, inputs: Tensor) -> Tensor:
        """Logits [members, samples] at inputs [members, inputs, samples]."""
        return forward(self.layers, self.activation.function, inputs)

    def weights(self) -> list[Tensor]:
        """The weight [members, out, in] of every layer."""
        return [weight for weight, _ in self.layers]

    def member(self, index: int) -> nn.Sequential:
        """One member as an ordinary network with a copy of its present weights; returns logits.

        It takes points [N, 2]. Its first layer computes the input features, unless these are the
        coordinates.
        """
        names = self._features
        modules: list[nn.Module] = [] if names == COORDINATES else [Features(names)]
        for weight, bias in self.layers:
            out, fan_in = weight.shape[1:]
            # On the meta device: that way it draws nothing from torch's global generator.
            linear = nn.Linear(fan_in, out, device="meta")
            linear.weight = nn.Parameter(weight[index].detach().clone())
            linear.bias = nn.Parameter(bias[index, :, 0].detach().clone())
            modules += [linear, self.activation.layer()]
        return nn.Sequential(*modules[:-1])


def architecture_of(config: RunConfig) -> Architecture:
    """The architecture that a config asks for."""
    return Architecture(
        config.ensemble_size, len(config.features), config.hidden_layers, config.width
    )


def initial_parameters(config: RunConfig) -> Tensor:
    """All initial weights and biases, flat [n_parameters], on the CPU.

    Member i has a generator seeded with seed + i, which draws layer by layer, the weight before the
    bias. These are the numbers that plain PyTorch draws after `torch.manual_seed(seed + i)`, on
    whatever device the run trains.
    """
    architecture = architecture_of(config)
    flat = torch.empty(architecture.n_parameters, dtype=getattr(torch, config.dtype))
    layers, starts = architecture.layers(flat), layer_starts(config)
    for member in range(config.ensemble_size):
        generator = Generator().manual_seed(config.seed + member)
        for (weight, bias), start in zip(layers, starts, strict=True):
            start.fill(weight[member], bias[member, :, 0], generator)
    return flat
