"""The default start of `nn.Linear` loses two thirds of the gradient's variance a layer."""

import numpy as np

from core.arrays import Floats
from core.claims.claim import Claim, Origin, Row, Rows, Source, between, undivided
from core.layer_start import LayerStart
from core.mechanics.propagation import DeepNetwork, propagate

LAYERS, WIDTH, BATCH, SEED = 10, 512, 100, 101

NETWORK = DeepNetwork(LAYERS, WIDTH, "identity", LayerStart("torch_default"), BATCH)
"""Linear: where activations are small tanh is that too."""

SLACK = 0.02
"""What nine layers of 512 units leave of chance in a factor a layer."""


def factors() -> Rows:
    """The factor that a layer multiplies the variance with, backward and forward."""
    found = propagate(NETWORK, SEED, draws=1)
    return (
        _factor_row(
            "gradient variance, layer below over layer above", found.gradient_variance[0][::-1]
        ),
        _factor_row("E[z²], layer above over layer below", found.second_moment[0]),
    )


def _factor_row(what: str, values: Floats) -> Row:
    mean = float(np.exp(np.diff(np.log(values)).mean()))
    return between(
        f"{what}, geometric mean of {LAYERS - 1}",
        "⅓",
        Origin.DERIVED,
        mean,
        1 / 3 - SLACK,
        1 / 3 + SLACK,
        f"±{SLACK:g}",
    )


CLAIM = Claim(
    title="A third a layer",
    statement="The weights of torch's nn.Linear start from U(±1/√n), so that n·Var(w) = ⅓: in the "
    "linear regime each layer leaves a third of the gradient's variance.",
    source=Source(
        "Glorot and Bengio",
        2010,
        "Understanding the difficulty of training deep feedforward neural networks",
        "Eq. 1, 6 and 15",
        "https://proceedings.mlr.press/v9/glorot10a.html",
    ),
    setting=f"{LAYERS} hidden layers of {WIDTH} units without a nonlinearity, torch's default for "
    f"weights, zero biases, {BATCH} inputs from N(0, 1), seed {SEED}.",
    experiments=(undivided(0.1, factors),),
)
