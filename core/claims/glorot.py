"""Five layers of tanh: the standard initialization lets the signal fade, the normalized less."""

import math
from functools import partial
from itertools import pairwise

import numpy as np
import torch
from torch import Generator

from core.arrays import Floats
from core.claims.claim import (
    Claim,
    Experiment,
    Origin,
    Row,
    Rows,
    Source,
    around,
    between,
    undivided,
)
from core.layer_start import LayerStart
from core.mechanics.propagation import DeepNetwork, Propagation, draw_layers, propagate
from core.tasks import Progress, TaskRun

LAYERS, WIDTH, BATCH, SEED = 5, 1000, 100, 101

NARROW = 256
"""Width of the networks whose Jacobians are decomposed: 1000 would take seconds a matrix."""

FAR_LESS = 2.0
"""Times as much as with the standard start must at least be left with the normalized one."""

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
    return DeepNetwork(LAYERS, width, "tanh", LayerStart(STARTS[start][0]), BATCH)


def signals() -> TaskRun[Rows]:
    """How the signal fares, forward and backward, with both starts."""
    found: dict[str, Propagation] = {}
    for start in STARTS:
        yield Progress(len(found) / len(STARTS))
        found[start] = propagate(network(start), SEED, draws=1)
    standard, normalized = found["standard"], found["normalized"]
    return (
        *_shrinking(standard),
        *_shrinking_less(normalized, standard),
        *(row for start, propagation in found.items() for row in _details(start, propagation)),
    )


def _shrinking(standard: Propagation) -> Rows:
    """Whether every layer leaves less of the activations, and passes back less of the gradient."""
    return tuple(
        between(
            f"standard: {what}, largest of {LAYERS - 1}",
            "shrinks from layer to layer",
            Origin.PRINTED,
            float(max(after / before for before, after in pairwise(values))),
            0.0,
            np.nextafter(1.0, 0.0),
            "below 1",
        )
        for what, values in (
            ("activation std, layer above over layer below", standard.activation_std[0]),
            (
                "gradient variance, layer below over layer above",
                standard.gradient_variance[0, ::-1],
            ),
        )
    )


def _shrinking_less(normalized: Propagation, standard: Propagation) -> Rows:
    """How many times as much the normalized start leaves."""
    less = _left(standard)
    return tuple(
        between(
            f"{what}: normalized over standard",
            "shrinks far less",
            Origin.READING,
            left / less[what],
            FAR_LESS,
            math.inf,
            f"{FAR_LESS:g} at least",
        )
        for what, left in _left(normalized).items()
    )


def _left(found: Propagation) -> dict[str, float]:
    """What is left of the signal after all layers, forward and backward."""
    return {
        f"activation std, layer {LAYERS} over layer 1": found.activation_std[0, -1]
        / found.activation_std[0, 0],
        f"gradient variance, layer 1 over layer {LAYERS}": found.relative_gradient_variance[0, 0],
    }


def _details(start: str, found: Propagation) -> Rows:
    """The layers' numbers against an earlier run, and the paper's average ratio."""
    _, deviations, gradients, ratio = STARTS[start]
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
        Origin.ASIDE,
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
    experiments=(
        Experiment(0.4, signals),
        *(undivided(0.1, partial(jacobians, start)) for start in STARTS),
    ),
    remark="Beside its statement the paper gives average ratios, and calls that of activation "
    "variances and the average singular value one. They are two: with n·Var = ⅓ (its Eq. 15) a "
    "layer leaves ⅓ of the variance at most, while the average singular value is at most "
    "8/(3π)·√⅓ = 0.49.",
)
