"""Forward signal and backward gradient of a deep network at initialization, layer by layer."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import torch
from torch import Generator, Tensor
from torch.nn import functional as F

from core.activations import ACTIVATIONS
from core.arrays import Floats
from core.layer_start import LayerStart
from core.theory.gaussian import Gaussian
from core.theory.mean_field import derivative

CLASSES = 10
"""Outputs of the network, before a softmax."""

MOST_COST = 60_000_000
"""Highest `DeepNetwork.cost` of one picture: about half a second."""


@dataclass(frozen=True)
class DeepNetwork:
    """`layers` hidden layers of `width` units on as many N(0, 1) inputs; `batch` samples."""

    layers: int
    width: int
    activation: str
    start: LayerStart
    batch: int

    @property
    def cost(self) -> int:
        """Cost of one draw; the unit is drawing one weight from a uniform distribution.

        A batch of 150 doubles the cost of a weight, and so does an orthogonal matrix (a QR
        decomposition) at a width of 64 (own measurement).
        """
        columns = self.width / 64 if self.start.initializer == "orthogonal" else 0
        return round(self.layers * self.width**2 * (1 + self.batch / 150 + columns))

    def fitting(self) -> "DeepNetwork":
        """The network with as many of its layers as MOST_COST allows."""
        layers = min(self.layers, self.layers * MOST_COST // self.cost)
        return replace(self, layers=max(1, layers))

    def fitting_draws(self, draws: int) -> int:
        """As many of the draws as MOST_COST allows, at least one."""
        return max(1, min(draws, MOST_COST // self.cost))


@dataclass(frozen=True)
class Propagation:
    """Measurements of the hidden layers of several draws, each [draws, layers].

    `second_moment` is E[z²] of the preactivations and `activation_std` the standard deviation of
    φ(z), both over units and samples, and `gradient_variance` the variance of ∂loss/∂z. 0 where
    float32 underflows, infinite or NaN where it overflows.
    """

    second_moment: Floats
    activation_std: Floats
    gradient_variance: Floats

    @property
    def relative_gradient_variance(self) -> Floats:
        """`gradient_variance` over that of the last hidden layer, [draws, layers].

        The scale of the loss and the batch size cancel. NaN where the last one is 0.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.gradient_variance / self.gradient_variance[:, -1:]


def propagate(network: DeepNetwork, seed: int, draws: int) -> Propagation:
    """Measure networks drawn with seed, seed + 1 and so on.

    Each draw has a generator: weights, biases, then inputs and random labels. The loss is the cross
    entropy of the softmax. Glorot and Bengio 2010, Fig. 6 and 7.
    """
    measured = [_measure(network, seed + draw) for draw in range(draws)]
    return Propagation(*(np.stack(quantity) for quantity in zip(*measured, strict=True)))


def _measure(network: DeepNetwork, seed: int) -> tuple[Floats, Floats, Floats]:
    generator = Generator().manual_seed(seed)
    layers = draw_layers(network, generator)
    # Gradients are needed for the preactivations only: it is enough that the inputs require them.
    h = torch.randn(network.batch, network.width, generator=generator).requires_grad_()
    labels = torch.randint(CLASSES, (network.batch,), generator=generator)
    preactivations, moments, deviations = [], [], []
    for weight, bias in layers[:-1]:
        z = F.linear(h, weight, bias)
        h = ACTIVATIONS[network.activation].function(z)
        preactivations.append(z)
        moments.append(z.detach().double().square().mean().item())
        deviations.append(h.detach().double().std(correction=0).item())
    loss = F.cross_entropy(F.linear(h, *layers[-1]), labels)
    gradients = torch.autograd.grad(loss, preactivations)
    variances = np.array([g.double().var(correction=0).item() for g in gradients])
    return np.array(moments), np.array(deviations), variances


def draw_layers(network: DeepNetwork, generator: Generator) -> list[tuple[Tensor, Tensor]]:
    """Weight [out, in] and bias [out] of every hidden layer and of the output."""
    sizes = [network.width] * (network.layers + 1) + [CLASSES]
    layers = []
    for fan_in, out in pairwise(sizes):
        weight, bias = torch.empty(out, fan_in), torch.empty(out)
        network.start.fill(weight, bias, generator)
        layers.append((weight, bias))
    return layers


def predict_propagation(network: DeepNetwork) -> Propagation | None:
    """Mean-field prediction for a wide network, as one draw; None if all weights are equal.

    Forward q ← σ_w²·E[φ(z)²] + σ_b² with z normal (Poole et al. 2016, Eq. 3), backward a factor
    χ = σ_w²·E[φ′(z)²] a layer from 1 at the last (Schoenholz et al. 2017), both in float64.
    """
    start, n = network.start, network.width
    if not start.weights_vary:
        return None
    function = ACTIVATIONS[network.activation].function
    gain = n * start.weight_variance(n, n)
    mean, incoming = start.bias_mean(n), 1.0
    moments, deviations, factors = [], [], []
    for _ in range(network.layers):
        variance = gain * incoming + start.bias_variance(n)
        z = Gaussian(mean, torch.tensor([[variance]], dtype=torch.float64))
        incoming = z.expectation(lambda at: function(at).square()).item()
        centre = z.expectation(function).item()
        slope = z.expectation(lambda at: derivative(function, at).square()).item()
        moments.append(variance + mean**2)
        deviations.append(max(incoming - centre**2, 0.0) ** 0.5)
        factors.append(gain * slope)
    # From the last hidden layer, whose value is 1, backwards by the factors of the layers above.
    gradients = np.cumprod([1.0, *factors[-2::-1]])[::-1]
    return Propagation(*(np.array(values)[None] for values in (moments, deviations, gradients)))


def end_to_end_singular_values(network: DeepNetwork, seed: int) -> Floats:
    """Singular values [width], largest first, of the product of all hidden weights.

    What a deep linear network does to its inputs. All are 1 where every weight is square and
    orthogonal (Saxe et al. 2013).
    """
    layers = draw_layers(network, Generator().manual_seed(seed))
    product = torch.eye(network.width, dtype=torch.float64)
    for weight, _ in layers[:-1]:
        product = weight.double() @ product
    values: Floats = torch.linalg.svdvals(product).numpy()
    return values
