"""A deep linear network of orthogonal matrices neither stretches nor squeezes anything."""

import numpy as np

from core.claims.claim import Claim, Origin, Rows, Source, between, undivided
from core.layer_start import LayerStart
from core.mechanics.propagation import DeepNetwork, end_to_end_singular_values

LAYERS, WIDTH, SEED = 30, 100, 101

ROUNDING = 1e-4
"""What thirty products of matrices that float32 has drawn may leave."""

LOST = 0.01
"""A direction that is squeezed to less than this share is lost."""


def network(initializer: str) -> DeepNetwork:
    """The network with one of the two starts."""
    return DeepNetwork(LAYERS, WIDTH, "identity", LayerStart(initializer), batch=1)


def orthogonal() -> Rows:
    """The largest and the smallest singular value."""
    values = end_to_end_singular_values(network("orthogonal"), SEED)
    return tuple(
        between(
            f"orthogonal: {which} singular value",
            "1",
            Origin.DERIVED,
            value,
            1 - ROUNDING,
            1 + ROUNDING,
            f"±{ROUNDING:g}, rounding",
        )
        for which, value in (("largest", values[0]), ("smallest", values[-1]))
    )


def gaussian() -> Rows:
    """How much a Gaussian start of the same variance squeezes."""
    values = end_to_end_singular_values(network("lecun_normal"), SEED)
    lost = float(np.mean(values < LOST))
    return (
        between(
            f"Gaussian: share of singular values below {LOST:g}",
            "most are close to 0",
            Origin.READING,
            lost,
            0.5,
            1.0,
            "more than half",
        ),
        between(
            "Gaussian: largest singular value",
            "a few are very large",
            Origin.READING,
            values[0],
            2.0,
            np.inf,
            "2 at least",
        ),
    )


CLAIM = Claim(
    title="Orthogonal isometry",
    statement="The product of any number of square orthogonal matrices has all singular values 1; "
    "with Gaussian matrices of the same variance most directions are lost.",
    source=Source(
        "Saxe, McClelland and Ganguli",
        2013,
        "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks",
        "on orthogonal initial conditions",
        "https://arxiv.org/abs/1312.6120",
    ),
    setting=f"{LAYERS} hidden layers of {WIDTH} linear units, weights orthogonal or N(0, 1/n), "
    f"seed {SEED}; the product in float64.",
    experiments=(undivided(0.05, orthogonal), undivided(0.05, gaussian)),
)
