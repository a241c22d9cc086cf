"""Mean-field theory: variances in a wide network at the start, for any activation and initializer.

The units of a layer are independent given the layer before, and in a wide network their
preactivations are normal: their covariance between samples, the kernel, goes from layer to layer
(Poole et al. 2016; Lee et al. 2018), and that of the gradients goes back (Schoenholz et al. 2017).
All predictions are averages over networks drawn with one config. Single networks differ from them,
the more the fewer units a layer has, and most at the output, which has one unit. Two inputs with
uniform weights do not give a normal preactivation: then the first layers are off by a few %.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Generator, Tensor

from core.activations import ACTIVATIONS
from core.config import RunConfig
from core.ensemble import architecture_of
from core.layer_start import layer_starts
from core.losses import LOSSES
from core.theory.gaussian import Function, Gaussian

MAX_SAMPLES = 150
"""Of more samples than this a random subset is used: the time grows with their square."""


def next_variance(
    activation: str, variance: float, weight_variance: float, bias_variance: float = 0.0
) -> float:
    """E[z²] of the next layer: σ_w²·E[φ(√q Z)²] + σ_b², where q = `variance` is E[z²] of this one.

    `weight_variance` is σ_w², the variance of a weight times the number of inputs of a unit.
    Poole et al. 2016, Eq. 3.
    """
    function = ACTIVATIONS[activation].function
    return weight_variance * _second_moment(function, variance) + bias_variance


def backward_factor(activation: str, variance: float, weight_variance: float) -> float:
    """χ = σ_w²·E[φ′(√q Z)²]: the variance of the gradient at a layer over that at the next one.

    q = `variance` is E[z²] of the layer, and σ_w² = `weight_variance` that of a weight of the next
    one times its number of units. Gradients vanish below 1 and explode above.
    Schoenholz et al. 2017.
    """
    function = partial(derivative, ACTIVATIONS[activation].function)
    return weight_variance * _second_moment(function, variance)


def predict_activation_variance(config: RunConfig, inputs: Tensor) -> list[float] | None:
    """Expected `activation_variance` [layers] at step 0, over units and samples.

    `inputs` [features, N] are the input features at the training points. None if the weights of a
    layer are all equal.
    """
    if not _weights_vary(config):
        return None
    n = inputs.shape[1]
    inputs = inputs[:, _some_of(n)]
    return [
        _readable(layer.output.products.diagonal().mean() - layer.output.mean_square(n))
        for layer in _forward(config, inputs)
    ]


def predict_gradient_variance(
    config: RunConfig, inputs: Tensor, labels: Tensor
) -> list[float] | None:
    """Expected `gradient_variance` [layers] at step 0, over the weights of a layer.

    `inputs` [features, B] and `labels` [B] are the batch. The gradient of a weight is the mean over
    the batch of δᵢ(x) hⱼ(x): the derivative of the loss by the preactivation of its unit, times its
    input. Their second moments multiply, since δ is assumed to be independent of h (Schoenholz et
    al. 2017). None if the weights of a layer are all equal, or with a penalty, which is part of the
    measured gradient.
    """
    if not _weights_vary(config) or config.l1 or config.l2:
        return None
    n = inputs.shape[1]
    chosen = _some_of(n)
    inputs, labels = inputs[:, chosen], labels[chosen]
    layers = list(_forward(config, inputs))
    return [
        _readable(_mean_over_pairs(deltas * layer.input.scatter(layer.units), n))
        for layer, deltas in zip(layers, _backward(config, layers, labels), strict=True)
    ]


@dataclass(frozen=True)
class Signal:
    """Expected products of a layer's outputs h at two samples x and x′; all [N, N].

    `products`: of the mean over units of h(x) h(x′). `products_of_means`: of the mean over units of
    h(x) times that of h(x′), two means that are correlated in a narrow layer.
    """

    products: Tensor
    products_of_means: Tensor

    def mean_square(self, n: int) -> Tensor:
        """Expected square of the mean over units and n samples."""
        return _mean_over_pairs(self.products_of_means, n)

    def scatter(self, units: int) -> Tensor:
        """`products` minus the part that belongs to the mean gradient of `units` units, [N, N].

        The δᵢ have mean 0 and are uncorrelated between units, so that the expected square of the
        mean gradient is 1/`units` of `products_of_means`.
        """
        return self.products - self.products_of_means / units


@dataclass(frozen=True)
class WideLayer:
    """One layer: its units, the variance of its weights, and its expected signals."""

    units: int
    weight_variance: float
    input: Signal
    preactivation: Gaussian
    output: Signal


def _forward(config: RunConfig, inputs: Tensor) -> Iterator[WideLayer]:
    """Yield the layers, the output layer last, for inputs [features, N]."""
    layers = list(zip(architecture_of(config).shapes, layer_starts(config), strict=True))
    signal = _input_signal(inputs.to("cpu", torch.float64))
    for index, ((units, fan_in), start) in enumerate(layers):
        variance = start.weight_variance(fan_in, units)
        preactivation = Gaussian(
            start.bias_mean(fan_in),
            fan_in * variance * signal.products + start.bias_variance(fan_in),
        )
        if index < len(layers) - 1:
            output = _hidden_signal(preactivation, ACTIVATIONS[config.activation].function, units)
        else:
            output = _logit_signal(preactivation)
        yield WideLayer(units, variance, signal, preactivation, output)
        signal = output


def _backward(config: RunConfig, layers: list[WideLayer], labels: Tensor) -> list[Tensor]:
    """E[δ(x) δ(x′)] [N, N] of one unit of each layer, first layer first; δ = ∂loss(x)/∂z(x)."""
    slope = partial(derivative, ACTIVATIONS[config.activation].function)
    deltas = [layers[-1].preactivation.products(_loss_slope(config, labels))]
    for layer, following in zip(layers[-2::-1], layers[:0:-1], strict=True):
        gain = following.units * following.weight_variance
        deltas.append(gain * layer.preactivation.products(slope) * deltas[-1])
    return deltas[::-1]


def _input_signal(inputs: Tensor) -> Signal:
    """The signal of the inputs [features, N], which are given, not drawn; a feature is a unit."""
    means = inputs.mean(dim=0)
    return Signal(inputs.T @ inputs / len(inputs), torch.outer(means, means))


def _hidden_signal(preactivation: Gaussian, activation: Function, units: int) -> Signal:
    products = preactivation.products(activation)
    means = preactivation.expectation(activation)
    # The mean over units is the expectation and, of independent units, 1/units of the covariance.
    return Signal(products, torch.lerp(torch.outer(means, means), products, 1 / units))


def _logit_signal(preactivation: Gaussian) -> Signal:
    """The signal of the logit: one unit without activation, which is its own mean over units."""
    products = preactivation.covariance + preactivation.mean**2
    return Signal(products, products)


def _loss_slope(config: RunConfig, labels: Tensor) -> Function:
    """Derivative of the loss of every sample by its logit, at logits [N, nodes]."""
    loss = partial(LOSSES[config.loss].function, reduction="sum")
    column = labels.to("cpu", torch.float64)[:, None]
    return partial(derivative, lambda logits: loss(logits, column.expand_as(logits)))


def derivative(function: Function, points: Tensor) -> Tensor:
    """f′ at every point, of an elementwise function or of the sum over one."""
    with torch.enable_grad():
        points = points.detach().requires_grad_()
        (slopes,) = torch.autograd.grad(function(points).sum(), points)
    return slopes


def _second_moment(function: Function, variance: float) -> float:
    """E[f(√q Z)²] for q = `variance`."""
    gaussian = Gaussian(0.0, torch.tensor([[variance]], dtype=torch.float64))
    return gaussian.expectation(lambda z: function(z).square()).item()


def _weights_vary(config: RunConfig) -> bool:
    """Whether every layer has random weights; with equal weights no preactivation is normal."""
    return all(start.weights_vary for start in layer_starts(config))


def _some_of(n: int) -> Tensor:
    """Indices of at most MAX_SAMPLES of n samples, the same every time.

    Drawn at random, since the labels of some problems alternate.
    """
    return torch.randperm(n, generator=Generator().manual_seed(0))[:MAX_SAMPLES]


def _mean_over_pairs(products: Tensor, n: int) -> Tensor:
    """Unbiased mean over all pairs of n samples, from the products of a subset of them.

    Of all pairs one in n pairs a sample with itself; in the subset it is a larger share.
    """
    itself = products.diagonal().mean()
    if n == 1:
        return itself
    here = len(products)
    others = (products.sum() - here * itself) / (here * (here - 1))
    return itself / n + others * (1 - 1 / n)


def _readable(variance: Tensor) -> float:
    """The variance as a float: 0 if rounding made it negative, infinity if float64 overflowed."""
    return torch.nan_to_num(variance, nan=math.inf, posinf=math.inf).clamp(min=0).item()
