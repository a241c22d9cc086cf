"""Why a panel has no curve, or none of some layers, in words."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.quantities import PROBES
from core.quantities.probe import PROBE_EVERY
from web.live.panels.context import PanelContext

NO_HIDDEN_LAYER = "no hidden layer: add one under Run, Network"

_NOT_READ = f"measured at every {PROBE_EVERY}th step: press Play"

_KINDS = ("", "exactly 0", "below 0", "infinite", "not a number")
"""What a number is that has no place on its axis; the first has one."""

_DIVISORS = {"distance_from_start": "‖W₀‖", "update_to_weight_ratio": "‖W‖"}
"""Layer quantity → what it is divided by: where that is 0 the quantity is not finite."""


def what_is_missing(
    context: PanelContext, column: str, log: bool, names: Sequence[str] = ("",)
) -> str:
    """Say what a column of the history is where it can't be drawn at present, and since when.

    "" where all of it can be drawn. Of several members it speaks of the median. A `log` axis has a
    place only for positive numbers. `names` are those of the first layers, the ones that are drawn.
    """
    if column not in context.trainer.history:
        return _NOT_READ
    steps, everyone = context.steps(), context.everyone(column)
    medians = context.quantiles(column)[:, 1]
    if column in PROBES:
        read = ~np.isnan(everyone.reshape(len(steps), -1)).all(axis=1)
        if read.any():
            steps, everyone, medians = steps[read], everyone[read], medians[read]
    kinds = _kinds(medians, log).reshape(len(steps), -1)[:, : len(names)]
    clauses = []
    for kind in np.unique(kinds[-1][kinds[-1] > 0]):
        layers = np.flatnonzero(kinds[-1] == kind)
        begins = np.array([_begin(kinds[:, layer] == kind) for layer in layers])
        clause = _KINDS[kind] + _where(layers, names)
        if context.members > 1:
            present = _kinds(everyone[-1], log).reshape(context.members, -1)[:, layers]
            all_are = (present == kind).all()
            clause = f"{clause} of all {context.members} seeds" if all_are else f"median {clause}"
        clause += f" since step {steps[begins.max()]:,}"
        if begins.min() < begins.max():
            first = names[layers[begins.argmin()]]
            clause += f", in {first} since step {steps[begins.min()]:,}"
        if column in _DIVISORS and _KINDS[kind] in ("infinite", "not a number"):
            clause += f", as {_DIVISORS[column]} is 0"
        clauses.append(clause)
    return "; ".join(clauses)


def _kinds(values: Floats, log: bool) -> NDArray[np.int64]:
    """The index in _KINDS of each number."""
    conditions = [np.isnan(values), np.isinf(values), log & (values < 0), log & (values == 0)]
    return np.select(conditions, [4, 3, 2, 1], 0)


def _begin(holds: NDArray[np.bool_]) -> int:
    """The first of the last rows in which it holds without a break."""
    broken = np.flatnonzero(~holds)
    return int(broken[-1]) + 1 if len(broken) else 0


def _where(layers: NDArray[np.int64], names: Sequence[str]) -> str:
    """Name some of the layers; nothing where the column has no layers."""
    if names == ("",):
        return ""
    if len(layers) == len(names) > 1:
        return " in every layer"
    if len(layers) > 2 and np.ptp(layers) == len(layers) - 1:
        return f" from {names[layers[0]]} to {names[layers[-1]]}"
    return " in " + ", ".join(names[layer] for layer in layers)
