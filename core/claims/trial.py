"""Measuring a claim as a task of a job."""

from dataclasses import dataclass

from core.claims import CLAIMS
from core.claims.claim import Measurement
from core.tasks import TaskRun


@dataclass(frozen=True)
class Trial:
    """Measures one of CLAIMS."""

    claim: str

    @property
    def cost(self) -> float:
        """About how many seconds a busy core takes."""
        return CLAIMS[self.claim].cost

    def run(self) -> TaskRun[Measurement]:
        """Measure it, with what is found on the way."""
        return CLAIMS[self.claim].measure()
