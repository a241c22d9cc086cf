"""Published sentences about small networks, each with what it takes to measure it here."""

from core.claims import (
    born_dead,
    edge_of_stability,
    glorot,
    he,
    logistic_regression,
    orthogonal,
    symmetry,
    torch_default,
    xor_success,
)
from core.claims.claim import Claim

CLAIMS: dict[str, Claim] = {
    "logistic_regression": logistic_regression.CLAIM,
    "symmetry": symmetry.CLAIM,
    "torch_default": torch_default.CLAIM,
    "glorot": glorot.CLAIM,
    "he": he.CLAIM,
    "orthogonal": orthogonal.CLAIM,
    "born_dead": born_dead.CLAIM,
    "edge_of_stability": edge_of_stability.CLAIM,
    "xor_success": xor_success.CLAIM,
}
