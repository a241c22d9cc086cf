"""Published claims about small networks, each with the experiments that check it here."""

from dataclasses import dataclass

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
from core.claims.claim import Claim, Measurement
from core.tasks import TaskRun

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


@dataclass(frozen=True)
class ClaimTask:
    """The task that measures one of CLAIMS, by its name."""

    claim: str

    @property
    def cost(self) -> float:
        """About how many seconds a busy core takes."""
        return CLAIMS[self.claim].cost

    def run(self) -> TaskRun[Measurement]:
        """Measure the claim; each partial result has the rows found so far."""
        return CLAIMS[self.claim].measure()
