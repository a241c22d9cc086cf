"""Computes the quantities of recorded steps, many steps at a time."""

import math
from collections.abc import Iterable, Mapping
from math import nan

import numpy as np
import torch
from torch import Tensor

from core.datasets import Dataset
from core.ensemble import Ensemble
from core.evaluation import Evaluator
from core.history import SCORES, History
from core.quantities import QUANTITIES, Recorded
from core.success import NOT_YET, can_tell, first_solved

# How many numbers the buffered steps and their activations may have together: 8 MB in float32,
# which stay in the processor's cache.
_BUFFER_NUMBERS = 2_000_000
_MAX_RECORDS = 64

# An ensemble with up to this many unit outputs (over all members and points) has every step
# recorded. For a larger one a record takes several times as long as a step, so that only every
# second, fourth, … step is recorded.
_DENSE_OUTPUTS = 1_000_000


class Recorder:
    """Buffers parameters and gradients of recorded steps, and measures them together.

    A step of a small network costs little more than the overhead of its calls into torch, and
    measuring each step by itself would double that. Instead the buffered records are one more
    dimension of the ensemble: many are measured for the price of one.

    `before` [n_parameters] is the tensor in which the trainer keeps the parameters that the last
    step began with.
    """

    def __init__(
        self,
        ensemble: Ensemble,
        dataset: Dataset,
        evaluator: Evaluator,
        before: Tensor,
        quantities: Iterable[str],
        scored: bool,
        history_capacity: int,
    ) -> None:
        self._ensemble = ensemble
        self._can_tell = can_tell(dataset)
        self._evaluator = evaluator
        self._before = before
        self._quantities = tuple(quantities)
        self._scored = scored
        architecture = ensemble.architecture
        members, layers = architecture.members, len(architecture.shapes)
        outputs = members * architecture.width * layers * evaluator.inputs.shape[1]
        self.history = History(
            {name: (members,) for name in SCORES if scored}
            | dict.fromkeys(self._quantities, (members, layers)),
            history_capacity,
            stride=_power_of_two(outputs / _DENSE_OUTPUTS),
        )
        self.solved = np.full(members, NOT_YET)
        self._start = ensemble.flat.clone()
        per_record = 3 * architecture.n_parameters + outputs
        records = max(1, min(_BUFFER_NUMBERS // per_record, _MAX_RECORDS))
        self._steps: list[int] = []
        self._readings: dict[str, dict[int, Tensor]] = {}
        self._parameters = ensemble.flat.new_empty(records, architecture.n_parameters)
        self._gradients = torch.empty_like(self._parameters)
        self._updates = torch.empty_like(self._parameters)
        self._rows = list(zip(self._parameters, self._gradients, self._updates, strict=True))

    def record(self, step: int, readings: Mapping[str, Tensor]) -> None:
        """Buffer the present parameters, and the gradient that led to them, as a record of `step`.

        `readings` are those of the probes at these parameters, each [members, …]; empty at most
        steps.
        """
        row = len(self._steps)
        for name, reading in readings.items():
            self._readings.setdefault(name, {})[row] = reading
        parameters, gradient, update = self._rows[row]
        parameters.copy_(self._ensemble.flat)
        gradient.copy_(self._ensemble.gradient)
        torch.sub(self._ensemble.flat, self._before, out=update)
        self._steps.append(step)
        # Flush now if the history is about to double its stride: which steps it asks for, and so
        # which steps the probes see, must not depend on how the run is divided into calls.
        if row + 1 == len(self._rows) or len(self.history) + row + 1 > self.history.capacity:
            self.flush()

    def forget_after(self, step: int) -> None:
        """Drop the records of later steps, which the run has undone."""
        self.flush()
        self.history.forget_after(step)

    @torch.no_grad()
    def flush(self) -> None:
        """Measure the buffered records and append them to the history."""
        if not self._steps:
            return
        records = slice(len(self._steps))
        buffers = self._parameters, self._gradients, self._updates
        recorded = self._recorded(*(buffer[records] for buffer in buffers))
        columns = {name: QUANTITIES[name](recorded) for name in self._quantities}
        if self._scored:
            scores = self._evaluator.scores(recorded.outputs[-1].squeeze(-2))
            columns |= {name: getattr(scores, name) for name in SCORES}
        columns |= {name: self._column(readings) for name, readings in self._readings.items()}
        arrays = {name: values.cpu().numpy() for name, values in columns.items()}
        self.history.append(self._steps, arrays)
        if self._scored and self._can_tell:
            accuracies = arrays["validation_accuracy"]
            self.solved = first_solved(self.solved, self._steps, accuracies)
        self._steps = []
        self._readings = {}

    def _column(self, readings: Mapping[int, Tensor]) -> Tensor:
        """Readings by row as one column [records, members, …], NaN in rows without one."""
        reading = next(iter(readings.values()))
        column = reading.new_full((len(self._steps), *reading.shape), nan)
        for row, reading in readings.items():
            column[row] = reading
        return column

    def present(self) -> Recorded:
        """The present state of the ensemble as one record; valid until the next step."""
        flat = self._ensemble.flat
        rows = flat, self._ensemble.gradient, flat - self._before
        return self._recorded(*(row[None] for row in rows))

    def _recorded(self, parameters: Tensor, gradients: Tensor, updates: Tensor) -> Recorded:
        return Recorded(
            self._ensemble.architecture,
            self._ensemble.activation,
            self._evaluator.inputs,
            self._evaluator.n_train,
            self._start,
            parameters,
            gradients,
            updates,
        )


def _power_of_two(number: float) -> int:
    """The smallest power of two that is at least 1 and at least `number`."""
    return 1 << max(0, math.ceil(math.log2(number)))
