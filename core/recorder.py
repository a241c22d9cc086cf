"""Measures recorded steps many at a time."""

import torch
from torch import Tensor

from core.architecture import Layer, forward
from core.ensemble import Ensemble
from core.evaluation import Examination, Scores
from core.history import SCORES, History
from core.quantities import QUANTITIES, Recorded

# Numbers that the recorded steps and their activations may take together, 2 MB in float32: what
# stays in the cache of one core.
_BUFFER_NUMBERS = 500_000
_MAX_RECORDS = 64


class Recorder:
    """Keeps parameters and gradients of recorded steps, and measures them together.

    A step of a small network costs little more than the calls into torch that make it up, and
    measuring each step by itself would double them. A record is treated as one more dimension of
    the ensemble instead: many records are measured for the price of one.
    """

    def __init__(self, ensemble: Ensemble, examination: Examination, history: History) -> None:
        self._ensemble = ensemble
        self._examination = examination
        self._history = history
        architecture = ensemble.architecture
        per_record = 2 * architecture.n_parameters
        if history.scored:
            per_record += architecture.members * architecture.width * examination.points.shape[1]
        records = max(1, min(_BUFFER_NUMBERS // per_record, _MAX_RECORDS))
        self._steps: list[int] = []
        if records == 1:
            # Each record is measured at once, where it lies.
            self._parameters, self._gradients = ensemble.flat[None], ensemble.gradient[None]
        else:
            self._parameters = ensemble.flat.new_empty(records, architecture.n_parameters)
            self._gradients = torch.empty_like(self._parameters)
        self._rows = list(zip(self._parameters, self._gradients, strict=True))

    def take(self, step: int) -> None:
        """Keep the present parameters, and the gradient that led to them, as a record of `step`."""
        if len(self._rows) > 1:
            parameters, gradient = self._rows[len(self._steps)]
            parameters.copy_(self._ensemble.flat)
            gradient.copy_(self._ensemble.gradient)
        self._steps.append(step)
        if len(self._steps) == len(self._rows):
            self.flush()

    @torch.no_grad()
    def flush(self) -> None:
        """Measure what has been taken and append it to the history."""
        if not self._steps:
            return
        records = slice(len(self._steps))
        layers = self._ensemble.architecture.layers(self._parameters[records])
        gradients = self._ensemble.architecture.layers(self._gradients[records])
        columns: dict[str, Tensor] = {}
        if self._history.scored:
            scores = self._scores(layers)
            columns |= {name: getattr(scores, name) for name in SCORES}
        recorded = Recorded([weight for weight, _ in layers], [weight for weight, _ in gradients])
        columns |= {name: QUANTITIES[name](recorded) for name in self._history.quantities}
        self._history.append(
            self._steps, {name: values.cpu().numpy() for name, values in columns.items()}
        )
        self._steps = []

    def _scores(self, layers: list[Layer]) -> Scores:
        """Scores [records, members] of layers whose tensors begin with [records, members]."""
        stacked = [(weight.flatten(0, 1), bias.flatten(0, 1)) for weight, bias in layers]
        activation = self._ensemble.activation.function
        points = self._examination.points.expand(len(stacked[0][0]), -1, -1)
        logits = forward(stacked, activation, points)
        return self._examination.scores(torch.unflatten(logits, 0, (-1, len(self._ensemble))))
