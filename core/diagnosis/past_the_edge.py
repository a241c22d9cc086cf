"""Curvature beyond what the step size can follow."""

import numpy as np

from core.diagnosis.finding import Finding, found, in_members, most, needs, since_change, spelled
from core.theory import edge_of_stability
from core.trainer import Trainer

PAST = 1.15
"""Sharpness over the line. Full-batch runs hover within 15 % of it (Cohen et al. 2021, Fig. 1, and
our own runs); beyond that a step throws the weights out of the valley."""

READINGS = 5
"""So many in a row must lie beyond: a single catapult at the start settles by itself."""


@needs("sharpness")
def past_the_edge(trainer: Trainer) -> Finding | None:
    """The top Hessian eigenvalue stays beyond 2/η, where gradient descent is stable no more.

    Cohen et al. 2021, "Gradient descent on neural networks typically occurs at the edge of
    stability". Silent for optimizers without such a line, for batches that are not all points, for
    which the line is another one (section 6 there), and without readings.
    """
    line = edge_of_stability(trainer.config)
    if line is None or trainer.steps_per_epoch > 1:
        return None
    column = since_change(trainer, "sharpness")
    readings = column[np.isfinite(column).any(axis=1)][-READINGS:]
    beyond = readings > PAST * line
    if len(readings) < READINGS or not all(most(members) for members in beyond):
        return None
    config = trainer.config
    over = float(np.median(readings[beyond])) / line
    return found(
        "past_the_edge",
        f"{in_members(beyond[-1])} the run is past the edge of stability: its sharpness is "
        f"{spelled(over)} times the {spelled(line)} at which steps of {config.learning_rate:g} "
        "are stable.",
        config,
        learning_rate=float(f"{config.learning_rate / over / 2:.1g}"),
    )
