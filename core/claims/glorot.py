"""Five layers of tanh: the standard initialization lets the signal fade, the normalized less."""

from functools import partial
from itertools import pairwise

import torch
from torch import Generator

from core.arrays import Floats
from core.claims.claim import (
    Claim,
    Origin,
    Row,
    Rows,
    Source,
    around,
    between,
    in_one_piece,
)
from core.claims.networks import deep_network
from core.mechanics.propagation import DeepNetwork, draw_layers, propagate

LAYERS, WIDTH, BATCH, SEED = 5, 1000, 100, 101

NARROW = 256
"""Width of the networks whose Jacobians are decomposed: 1000 would take seconds a matrix."""

PRINTED_SLACK = 0.1
"""The paper prints one digit, and says "around"; its inputs are images."""

STARTS = {
    "standard": (
        "torch_default",
        [0.460, 0.249, 0.141, 0.081, 0.046],
        [0.0070, 0.0315, 0.106, 0.329],
        0.5,
    ),
    "normalized": (
        "xavier_uniform",
        [0.628, 0.487, 0.408, 0.358, 0.322],
        [0.176, 0.364, 0.565, 0.793],
        0.8,
    ),
}
"""The paper's name for a start → the catalogue's; what an earlier run of ours found of the layers'
activation std, and of the gradient's variance over that of layer 5; the paper's average ratio."""


def network(start: str, width: int = WIDTH) -> DeepNetwork:
    """The network with one of the two starts."""
    return deep_network(LAYERS, width, "tanh", STARTS[start][0], BATCH)


def signal(start: str) -> Rows:
    """How the signal fares, forward and backward."""
    _, deviations, gradients, ratio = STARTS[start]
    found = propagate(network(start), SEED, draws=1)
    measured = found.activation_std[0]
    return (
        around(f"{start}: activation std, layers 1 to 5", deviations, Origin.OWN, measured, 0.03),
        around(
            f"{start}: gradient variance, layers 1 to 4 over layer 5",
            gradients,
            Origin.OWN,
            found.relative_gradient_variance[0, :-1],
            0.1,
        ),
        _ratio_row(start, "ratio of activation variances", ratio, _variance_ratio(measured)),
    )


def _variance_ratio(deviations: Floats) -> float:
    """Mean of the variance of a layer's activations over that of the layer before."""
    ratios = [(after / before) ** 2 for before, after in pairwise(deviations)]
    return float(sum(ratios) / len(ratios))


def jacobians(start: str) -> Rows:
    """Average singular value of ∂z^{i+1}/∂z^i, z the activations: of four layers, at one input."""
    ratio = STARTS[start][3]
    narrow = network(start, NARROW)
    generator = Generator().manual_seed(SEED)
    layers = draw_layers(narrow, generator)[:LAYERS]
    z = torch.randn(NARROW, generator=generator)
    averages = []
    for weight, _ in layers:
        z = torch.tanh(weight @ z)
        jacobian = (1 - z.square())[:, None] * weight
        averages.append(torch.linalg.svdvals(jacobian).mean().item())
    average = sum(averages[1:]) / (LAYERS - 1)
    return (_ratio_row(start, "average singular value of a layer's Jacobian", ratio, average),)


def _ratio_row(start: str, what: str, ratio: float, measured: float) -> Row:
    return between(
        f"{start}: {what}, mean of layers 2 to 5",
        f"around {ratio}",
        Origin.PRINTED,
        measured,
        ratio - PRINTED_SLACK,
        ratio + PRINTED_SLACK,
        f"±{PRINTED_SLACK}",
    )


CLAIM = Claim(
    title="Glorot's layers",
    statement="With the standard initialization U(±1/√n) activations and gradients of a tanh "
    "network shrink from layer to layer; with the normalized one, U(±√(6/(n + n′))), far less.",
    source=Source(
        "Glorot and Bengio",
        2010,
        "Understanding the difficulty of training deep feedforward neural networks",
        "section 4.2.2, Fig. 6 and 7",
        "https://proceedings.mlr.press/v9/glorot10a.html",
    ),
    setting=f"{LAYERS} hidden tanh layers of {WIDTH} units, zero biases, {BATCH} inputs from "
    f"N(0, 1) (the paper's are images), softmax of 10 with random labels, seed {SEED}; singular "
    f"values with {NARROW} units, at one input.",
    experiments=tuple(
        experiment
        for start in STARTS
        for experiment in (
            in_one_piece(0.2, partial(signal, start)),
            in_one_piece(0.1, partial(jacobians, start)),
        )
    ),
    remark="The paper calls the average singular value and the ratio of activation variances one "
    "ratio. They are two: with n·Var = ⅓ (its Eq. 15) a layer leaves ⅓ of the variance at most, "
    "while the average singular value is at most 8/(3π)·√⅓ = 0.49.",
)
