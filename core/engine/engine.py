"""What an engine is: that which takes the steps of a run."""

from typing import Protocol

from torch import Tensor

from core.arrays import Floats
from core.config import RunConfig


class Engine(Protocol):
    """Changes an ensemble's parameters and gradient in place, one batch a step.

    `before` [n_parameters], given to it, holds the parameters that the last step began with.
    """

    name: str

    @property
    def batch(self) -> tuple[Tensor, Tensor]:
        """Inputs [features, batch] and labels [batch] that the next step trains on."""

    def losses(self) -> Floats:
        """Loss [members] of every member on the next batch, without penalties."""

    def compute_gradient(self) -> None:
        """Fill `ensemble.gradient` for the next batch, penalties included."""

    def take_steps(self, most: int, until: float) -> int:
        """Take up to `most` steps, none but the first after `until` of `time.perf_counter()`.

        Returns how many were taken: 0 where no member's loss is finite any more. How the steps are
        sliced into calls does not change the numbers.
        """

    def change(self, config: RunConfig) -> None:
        """Go on with the learning rate and the penalties of another config."""
