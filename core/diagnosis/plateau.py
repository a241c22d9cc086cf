"""Runs that have learned a part of their points and stand still."""

from collections import Counter

import numpy as np

from core.activations import ACTIVATIONS
from core.config import RunConfig
from core.diagnosis.finding import (
    Finding,
    Members,
    customary_rate,
    found,
    in_members,
    needs,
    round_steps,
    spelled,
)
from core.diagnosis.progress import CLEARLY, Progress, progress, reachable_accuracy
from core.trainer import Trainer

ENOUGH_MEMBERS = 0.15
"""Share of the members that have to be on a plateau: of fewer the sentence on the solved speaks."""

MOST_UNITS = 64
"""Units a layer up to which more are advised."""

FEW_POINTS = 9
"""Up to so many points are counted one by one."""

SURE = 0.1
"""How far P is from ½ at a point that is right or wrong."""


@needs("train_loss", "train_accuracy")
def plateau(trainer: Trainer) -> Finding | None:
    """Some members stand still at a high loss, with points yet to learn.

    Two corners of XOR are right and two get ½, or three are right and one is wrong: Gori and Tesi
    1992, "On the problem of local minima in backpropagation". Silent where the points overlap so
    much that their neighbours' labels are no better.
    """
    now = progress(trainer)
    if now is None:
        return None
    members = now.flat
    if not members.any() or np.mean(members) < ENOUGH_MEMBERS:
        return None
    right = trainer.scores().train_accuracy.cpu().numpy()[members].mean()
    if right > reachable_accuracy(trainer.dataset) - CLEARLY:
        return None
    config = trainer.config
    half = (trainer.step - trainer.changed_at) // 2
    return found(
        "plateau",
        f"{in_members(members)} the loss has been flat at {level(now, members)} for more than "
        f"{round_steps(half - 1)} steps, a plateau: {_what_is_right(trainer, members)}.",
        config,
        otherwise=_other_remedy(config),
        **_remedy(config),
    )


def level(now: Progress, members: Members) -> str:
    """The loss of the members as text: "0.35", or "0.35 to 0.69"."""
    low, high = (spelled(float(end)) for end in (now.loss[members].min(), now.loss[members].max()))
    return low if low == high else f"{low} to {high}"


def _what_is_right(trainer: Trainer, members: Members) -> str:
    """What a typical one of the members has got right, and what not."""
    labels = trainer.dataset.y_train.numpy()
    probabilities = trainer.probabilities(trainer.dataset.x_train)[members]
    of_label = np.where(labels > 0.5, probabilities, 1 - probabilities)
    if len(labels) > FEW_POINTS:
        return f"{np.median((of_label > 0.5).mean(axis=1)):.0%} of the training points are right"
    counts = [
        (int((row > 0.5 + SURE).sum()), int((abs(row - 0.5) <= SURE).sum())) for row in of_label
    ]
    (right, even), often = Counter(counts).most_common(1)[0]
    wrong = len(labels) - right - even
    groups = [(right, "is right", "are right"), (even, "gets ½", "get ½")]
    groups.append((wrong, "is wrong", "are wrong"))
    clauses = [f"{n} {one if n == 1 else more}" for n, one, more in groups if n]
    number, _, rest = clauses[0].partition(" ")
    point = "corner" if trainer.config.dataset == "truth_table" else "point"
    clauses[0] = f"{number} {point}{'' if number == '1' else 's'} {rest}"
    mostly = "" if often == len(counts) else "mostly "
    return mostly + ", ".join(clauses[:-1]) + " and " * (len(clauses) > 1) + clauses[-1]


def _remedy(config: RunConfig) -> dict[str, object]:
    """More units: each more gives the loss another way down."""
    linear = config.hidden_layers == 0 or config.activation == "identity"
    return {
        "activation": "tanh" if linear else config.activation,
        "hidden_layers": max(config.hidden_layers, 1),
        "width": max(min(2 * config.width, MOST_UNITS), config.width, 8),
        "l1": 0.0,
        "l2": 0.0,
    }


def _other_remedy(config: RunConfig) -> dict[str, object]:
    """Another activation and optimizer, for a network that is wide already."""
    bounded = ACTIVATIONS[config.activation].bounds is not None
    adaptive = config.replace(optimizer="adam")
    return {
        "activation": "leaky_relu" if config.activation == "tanh" else "tanh",
        "hidden_layers": 2 if bounded else max(config.hidden_layers, 2),
        "optimizer": "adam",
        "learning_rate": customary_rate(adaptive),
    }
