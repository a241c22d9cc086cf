"""What a diagnosis is made of: findings, their numbers, and what to change."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.activations import ACTIVATIONS
from core.allowed import Limits
from core.arrays import Floats
from core.config import RunConfig
from core.initializers import INITIALIZERS
from core.losses import LOSSES
from core.optimizers import OPTIMIZERS
from core.success import solved_now
from core.trainer import Trainer

Members = NDArray[np.bool_]
"""Whether something holds, for each member [members]."""

RECENT = 8
"""Recorded rows that a judgement looks at. The gradient of a batch of 10 points varies by about a
factor of 3 from step to step (own measurement, XOR), its median over 8 steps hardly."""


@dataclass(frozen=True)
class Finding:
    """One thing to say about a run: `sentence`, with the number behind it.

    `remedy` are changes to the RunConfig, for a restart, and `advice` is what a button with them is
    called. Both are empty where there is nothing to mend, or nothing that was not tried. `others`
    are remedies to try once the first one was applied and did not help.
    """

    name: str
    sentence: str
    remedy: Mapping[str, Any]
    advice: str
    others: tuple[Mapping[str, Any], ...] = ()

    def without(self, tried: Collection[frozenset[str]]) -> "Finding":
        """The same finding with the first remedy that changes other fields than those `tried`."""
        remedies = [self.remedy, *self.others]
        left = [remedy for remedy in remedies if remedy and frozenset(remedy) not in tried]
        remedy, *others = left or [{}]
        return replace(self, remedy=remedy, advice=advice_of(remedy), others=tuple(others))


@dataclass(frozen=True)
class Applied:
    """A remedy that was applied: the finding that advised it, its fields, and the config after."""

    finding: str
    remedy: Mapping[str, Any]
    config: RunConfig

    def still_in(self, config: RunConfig) -> bool:
        """Whether a run of this config has the same problem, and what the remedy changed."""
        fields = {"dataset", "points", *self.remedy}
        return all(getattr(config, field) == getattr(self.config, field) for field in fields)


Check = Callable[[Trainer], Finding | None]
"""Looks for one thing in a run; None where it is not there."""


def needs(*columns: str) -> Callable[[Check], Check]:
    """A check that is silent about a run whose history lacks one of the `columns`."""

    def silent_without(check: Check) -> Check:
        @wraps(check)
        def checked(trainer: Trainer) -> Finding | None:
            recorded = all(column in trainer.history for column in columns)
            return check(trainer) if recorded else None

        return checked

    return silent_without


def at_start(trainer: Trainer, column: str) -> Floats:
    """What step 0 recorded: [members] or [members, layers]. History keeps it for ever."""
    first: Floats = trainer.history.column(column)[0]
    return first


def at_change(trainer: Trainer, column: str) -> Floats:
    """What was recorded when somebody last changed the run by hand; at the start if nobody did."""
    before: Floats = trainer.history.column(column)[max(_rows_before_change(trainer) - 1, 0)]
    return before


def since_change(trainer: Trainer, column: str) -> Floats:
    """The rows after the last change by hand, or the last row if there is none after it."""
    rows = trainer.history.column(column)
    changed = _rows_before_change(trainer) if trainer.changed_at else 0
    return rows[min(changed, len(rows) - 1) :]


def _rows_before_change(trainer: Trainer) -> int:
    return int(np.searchsorted(trainer.history.steps(), trainer.changed_at, side="right"))


def recently(trainer: Trainer, column: str) -> Floats:
    """Median of a column over its last rows: [members] or [members, layers].

    What was before a change by hand is not looked at: the run was another one.
    """
    return median(since_change(trainer, column)[-RECENT:])


def median(rows: Floats) -> Floats:
    """Upper median over the first axis; NaN counts as the largest of all.

    A tenth of the time of `numpy.median`, and without its warnings about infinities.
    """
    middle: Floats = np.sort(rows, axis=0)[len(rows) // 2]
    return middle


def most(members: Members) -> bool:
    """Whether it holds for half of the members or more: a single odd one is no finding."""
    return bool(2 * np.count_nonzero(members) >= len(members))


def in_members(members: Members) -> str:
    """Say how many: "In 12 of 16 seeds", or "In this network" where it is the only one."""
    if len(members) == 1:
        return "In this network"
    return f"In {np.count_nonzero(members)} of {len(members)} seeds"


def solved_lately(trainer: Trainer) -> Members:
    """Members that had solved their problem in one of the last rows: advice leaves them in peace.

    In one of them: steps of a large rate go to and fro around the accuracy that is asked for. None
    of the members where accuracies are not recorded.
    """
    if "validation_accuracy" not in trainer.history:
        return np.zeros(len(trainer.solved), dtype=bool)
    best = since_change(trainer, "validation_accuracy")[-2 * RECENT :].max(axis=0)
    return solved_now(best, trainer.dataset)


def mostly_solved(trainer: Trainer) -> bool:
    """Whether half of the members have solved their problem lately: nothing is in their way."""
    return most(solved_lately(trainer))


def chance(trainer: Trainer) -> float:
    """The loss of an even guess."""
    return LOSSES[trainer.config.loss].chance


def constant_answer(trainer: Trainer) -> float:
    """The lowest loss of one answer for all points: the share of class 1 among them."""
    labels = trainer.dataset.y_train
    # A single class would make the logit infinite.
    logit = torch.logit(labels.mean(), eps=0.01)
    return float(LOSSES[trainer.config.loss].function(logit.expand_as(labels), labels))


def above_chance(trainer: Trainer, factor: float) -> Members:
    """Members whose training loss is no better than `factor` times that of an even guess.

    A loss that is not a number is none that is better.
    """
    return ~(recently(trainer, "train_loss") < factor * chance(trainer))


def power_of_ten(exponent: float) -> str:
    """10 to the exponent's next whole number, as text: "10⁻⁷"."""
    return f"10{f'{exponent:.0f}'.translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def spelled(number: float, digits: int = 2) -> str:
    """A number with so many digits, as text: "0.69", "12,000".

    A sentence is read while the run goes on: more digits would flicker in it.
    """
    if not np.isfinite(number):
        return "infinite"
    rounded = float(f"{number:.{digits}g}")
    if abs(rounded) >= 1e9:
        return f"{number:.0e}".replace("e+", "e")
    return f"{rounded:,.0f}" if abs(rounded) >= 10 ** (digits - 1) else f"{number:.{digits}g}"


def round_steps(steps: int) -> str:
    """One digit of a number of steps, rounded down: "1,000" of 1,600."""
    unit = 10 ** (len(str(steps)) - 1)
    return f"{steps // unit * unit:,}"


def suitable_initializer(config: RunConfig) -> str:
    """The initializer that keeps the variance: Glorot's where φ is odd or bounded, else He's."""
    bounded = ACTIVATIONS[config.activation].bounds is not None
    return "xavier_normal" if bounded or config.activation == "identity" else "kaiming_normal"


def customary_rate(config: RunConfig) -> float:
    """A learning rate that is right for small networks more often than not.

    0.03 is this page's default for plain steps; 0.01 for optimizers that divide by the size of the
    gradient, so that every weight moves by about η a step (own runs: either learns every problem).
    """
    return 0.03 if config.optimizer in ("sgd", "momentum", "nesterov") else 0.01


def _within_limits(field: str, value: Any) -> Any:
    limits = RunConfig.allowed(field)
    if not isinstance(limits, Limits):
        return value
    return type(value)(min(max(value, limits.low), limits.high))


_LABELS: dict[str, Callable[[Any], str]] = {
    "activation": lambda name: ACTIVATIONS[name].label,
    "initializer": lambda name: INITIALIZERS[name].label,
    "optimizer": lambda name: OPTIMIZERS[name].label,
    "learning_rate": lambda rate: f"a learning rate of {rate:g}",
    "n_points": lambda number: f"{number:,} points",
    "l1": lambda strength: f"an L1 penalty of {strength:g}" if strength else "no L1 penalty",
    "l2": lambda strength: f"an L2 penalty of {strength:g}" if strength else "no L2 penalty",
    "layer_initializers": lambda _: "one initializer for all layers",
    "bias_initializer": lambda _: "automatic biases",
    "hidden_layers": lambda number: f"{number} hidden layer{'s' if number > 1 else ''}",
    "width": lambda width: f"{width} units a layer",
}
"""Field of RunConfig → how advice names a value of it."""


def found(
    name: str,
    sentence: str,
    config: RunConfig,
    otherwise: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Finding:
    """A finding with those of the `changes` as a remedy that change something, and their label.

    `otherwise` stands in where everything is already as it should be, or was tried. A number goes
    as far as its limits allow.
    """
    remedies = [_changing(config, changes), _changing(config, otherwise or {})]
    remedy, *others = [remedy for remedy in remedies if remedy] or [{}]
    return Finding(name, sentence, remedy, advice_of(remedy), tuple(others))


def advice_of(remedy: Mapping[str, Any]) -> str:
    """What a button with this remedy is called; empty without one."""
    labels = [_LABELS[field](value) for field, value in remedy.items()]
    *first, last = labels or [""]
    return f"Use {', '.join(first)} and {last}" if first else f"Use {last}" if last else ""


def _changing(config: RunConfig, changes: Mapping[str, Any]) -> dict[str, Any]:
    if "initializer" in changes:  # an initializer of a layer's own would stand in its way
        changes = {**changes, "layer_initializers": ()}
    allowed = {field: _within_limits(field, value) for field, value in changes.items()}
    return {field: value for field, value in allowed.items() if getattr(config, field) != value}
