"""How fast the loss of each member falls, and who stands still."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from core.arrays import Floats
from core.datasets import Dataset
from core.diagnosis.finding import Members, chance, constant_answer, customary_rate, since_change
from core.success import is_solved, solved_now
from core.trainer import Trainer

FIRST_STEP = 1500
"""XOR begins with a plateau at chance. Of 256 members 2 are on it at step 1,000 at the default
settings and none at 1,500; 44 and 13 with torch's smaller start (own measurement)."""

FLAT = 0.015
"""Share of the loss by which its mean over one quarter of a run may differ from the next one's.
Healthy members that have not solved XOR fall by 2 to 100 %, those on a plateau by 0 to 0.8 %."""

FLAT_AT_CONSTANT = 0.001
"""The same where the loss is that of one answer for all points, which XOR leaves ever faster."""

HIGH = 0.3
"""Share of the loss of an even guess above which a plateau has not learned a part of the points.
Two of XOR's corners at ½ have 0.5, one quadrant that is wrong has 0.6; moons that were told apart
by a line have 0.29, and points that overlap have less (own measurement)."""

AT_CONSTANT = 0.05
"""Share of the loss of one answer for all points by which a member may be better and count as no
better: the best straight line gains 1 % on XOR's points, and 64 units under a penalty stay at 3 %
for 2,000 steps before they solve it (own measurement)."""

NEAREST = 5
"""Neighbours of a point that vote on what its label should be."""

CLEARLY = 0.05
"""Share of the points by which a member has to be worse than its neighbours' votes would be."""


@dataclass(frozen=True)
class Progress:
    """The loss over the second half of a run, or of what came after the last change by hand.

    `loss` [members] is its mean over the last quarter, `before` over the one before; `steps` lie
    between the middles of the two.
    """

    trainer: Trainer
    loss: Floats
    before: Floats
    steps: float

    @cached_property
    def unsolved(self) -> Members:
        """Members that have not solved the problem, nor learned the training points by heart."""
        scores = self.trainer.scores()
        solved = solved_now(scores.validation_accuracy.cpu().numpy(), self.trainer.dataset)
        return ~(solved | is_solved(scores.train_accuracy.cpu().numpy()))

    @property
    def pace(self) -> Floats:
        """How much the loss [members] falls in a step; below 0 where it rises."""
        return (self.before - self.loss) / self.steps

    @property
    def remaining(self) -> Floats:
        """Steps [members] until the loss is half of that of an even guess, at the present pace.

        Members have solved XOR when it is about there, and later ones learn ever faster: half of 64
        members that were to take 59,000 steps more took 55,000 (own measurement).
        """
        way = np.maximum(self.loss - chance(self.trainer) / 2, 0)
        steps: Floats = np.full_like(way, np.inf)
        np.divide(way, self.pace, out=steps, where=self.pace > 0)
        return steps

    @property
    def speed_up(self) -> float:
        """Times as fast as now that the loss would fall at a customary rate; at least 1."""
        config = self.trainer.config
        return max(1.0, customary_rate(config) / config.learning_rate)

    @cached_property
    def flat(self) -> Members:
        """Members that have not solved the problem and stand still at a high loss.

        Where the learning rate is small, they would at a customary one.
        """
        below = self.loss < (1 - AT_CONSTANT) * constant_answer(self.trainer)
        enough = np.where(below, FLAT, FLAT_AT_CONSTANT) * self.loss / self.speed_up
        still = np.abs(self.before - self.loss) < enough
        still &= self.loss > HIGH * chance(self.trainer)
        # Scores take longer than all the rest of a diagnosis, and most runs stand nowhere still.
        return still & self.unsolved if still.any() else still


def progress(trainer: Trainer) -> Progress | None:
    """The progress of a run; None where it is too young, diverged, or no loss is recorded."""
    steps = trainer.step - trainer.changed_at
    if "train_loss" not in trainer.history or trainer.divergence or steps < FIRST_STEP:
        return None
    losses = since_change(trainer, "train_loss")
    quarter = len(losses) // 4
    if quarter < 2:
        return None
    before, loss = losses[-2 * quarter : -quarter].mean(axis=0), losses[-quarter:].mean(axis=0)
    return Progress(trainer, loss, before, steps / 4)


def reachable_accuracy(dataset: Dataset) -> float:
    """Share of the points whose label most of their nearest neighbours have: what can be learned.

    1 for points that are too few for neighbours, unless two in one place have different labels.
    """
    points = torch.cat([dataset.x_train, dataset.x_validation]).double()[:MOST_COMPARED]
    labels = torch.cat([dataset.y_train, dataset.y_validation]).double()[:MOST_COMPARED]
    distances = torch.cdist(points, points)
    if len(points) <= 4 * NEAREST:
        together = (distances == 0) & (labels[:, None] != labels)
        return 1 - together.any(dim=1).double().mean().item()
    distances.fill_diagonal_(torch.inf)
    nearest = distances.topk(NEAREST, largest=False).indices
    votes = labels[nearest].mean(dim=1) > 0.5
    return (votes == (labels > 0.5)).double().mean().item()


MOST_COMPARED = 500
"""Points that are compared with each other, at most."""
