"""One run: trains an ensemble step by step, and records its history."""

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from core.allowed import Limits, check_number, known_names
from core.architecture import forward, layer_outputs
from core.arrays import Floats
from core.changes import CHANGEABLE, WEIGHT, Change, check_weight
from core.config import RunConfig
from core.datasets import make_dataset
from core.engine.autograd import penalty
from core.engine.choice import build_engine, choose_engine
from core.ensemble import Ensemble
from core.evaluation import Evaluator, Scores
from core.features import features_of
from core.history import CAPACITY, History
from core.losses import LOSSES
from core.metrics import classification_metrics
from core.quantities import PROBES, QUANTITIES, Objective, Probe, Recorded
from core.quantities.probe import PROBE_EVERY
from core.recorder import Recorder
from core.success import solved_now

HISTORY_LIMITS = Limits(1, 1_000_000, whole=True)
"""How many rows a history may be given."""


class DeviceUnavailableError(RuntimeError):
    """The config asks for a device that torch does not see on this machine."""


@dataclass(frozen=True)
class Divergence:
    """The run stopped after `step` steps, because no member's loss was finite any more."""

    step: int
    loss: float

    def __str__(self) -> str:
        return f"the loss became {self.loss} after step {self.step}"


def available_devices() -> list[str]:
    """Names of the devices that torch sees here, the CPU first."""
    return ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]


class Trainer:
    """One run: an ensemble, its data, its optimizer and its history.

    The history records the layer quantities named in `quantities`, the losses and accuracies if
    `scored`, and the readings of the `probes`.

    Raises DeviceUnavailableError if torch does not see the device of the config, and ConfigError
    for an unknown quantity or probe or a history capacity below 1.
    """

    def __init__(
        self,
        config: RunConfig,
        quantities: Iterable[str] = tuple(QUANTITIES),
        scored: bool = True,
        history_capacity: int = CAPACITY,
        probes: Iterable[str] = (),
    ) -> None:
        if config.device not in available_devices():
            raise DeviceUnavailableError(
                f"device: {config.device!r} is not available here; "
                f"torch sees {', '.join(available_devices())}"
            )
        quantities = known_names("quantities", quantities, QUANTITIES)
        check_number("history_capacity", history_capacity, HISTORY_LIMITS)
        self.start = self.config = config
        self.changes: list[Change] = []
        """Changes made by hand so far. The config `start` with these changes is this run."""
        self.step = 0
        self.divergence: Divergence | None = None
        self.dataset = make_dataset(
            config.dataset,
            config.n_points,
            config.noise,
            config.train_share,
            config.data_seed,
            getattr(torch, config.dtype),
            config.points,
        )
        self.ensemble = Ensemble(config)
        self._loss = LOSSES[config.loss]
        self._evaluator = Evaluator(self.dataset, config.features, self._loss, config.device)
        self._built_probes: dict[str, Probe] = {}
        self.probes = tuple(probes)
        self._before = self.ensemble.flat.clone()
        """Parameters before the last step, set by the engine; a diverged run goes back to them."""
        self._recorder = Recorder(
            self.ensemble,
            self.dataset,
            self._evaluator,
            self._before,
            quantities,
            scored,
            history_capacity,
        )
        inputs, labels = (points[0] for points in self._training_points())
        self.engine = choose_engine(config)
        """Which engine takes the steps, and why."""
        self._engine = build_engine(
            self.engine, config, self.ensemble, inputs, labels, self._before
        )
        self._record_start()

    @property
    def history(self) -> History:
        """Scores, layer quantities and probe readings of the recorded steps."""
        return self._recorder.history

    @property
    def solved(self) -> NDArray[np.int64]:
        """First recorded step [members] at which each member had solved the problem, or NOT_YET.

        It may have lost the solution since: `solved_now` says who has it. NOT_YET for all where
        the validation points can't tell (`core.success.can_tell`).
        """
        return self._recorder.solved

    def solved_now(self) -> NDArray[np.bool_]:
        """Whether each member [members] has solved the problem at the present step."""
        return solved_now(self.scores().validation_accuracy.cpu().numpy(), self.dataset)

    @property
    def probes(self) -> tuple[str, ...]:
        """Names of the active probes; may be set in the middle of a run.

        From the next step on, every recorded step that is a multiple of PROBE_EVERY has a reading.
        """
        return self._probes

    @probes.setter
    def probes(self, names: Iterable[str]) -> None:
        self._probes = names = known_names("probes", names, PROBES)
        # A probe that is switched off is dropped: its state is useless once it misses steps.
        self._built_probes = {n: p for n, p in self._built_probes.items() if n in names}

    def present(self) -> Recorded:
        """The present step as one record to compute quantities from; valid until the next."""
        return self._recorder.present()

    @property
    def batch(self) -> tuple[Tensor, Tensor]:
        """Inputs [features, batch] and labels [batch] that the next step trains on."""
        return self._engine.batch

    @property
    def steps_per_epoch(self) -> int:
        """Number of batches in one pass over the training points."""
        n = len(self.dataset.y_train)
        return math.ceil(n / (self.config.batch_size or n))

    @property
    def epoch(self) -> float:
        """Number of passes over the training points so far."""
        return self.step / self.steps_per_epoch

    def train(self, steps: int | None = None, seconds: float = float("inf")) -> "Trainer":
        """Take `steps` more steps; stop early after `seconds`, or if the run diverges.

        Takes at least one step, however few the seconds. The numbers do not depend on how a run is
        divided into calls.
        """
        end = time.perf_counter() + seconds
        last = math.inf if steps is None else self.step + steps
        while self.step < last and self._advance(last, end) and time.perf_counter() < end:
            pass
        self._check_present_losses()
        self._recorder.flush()
        return self

    def change(self, learning_rate: float, l1: float, l2: float) -> None:
        """Set the learning rate and the penalties for the steps that follow. Raises ConfigError."""
        values = {"learning_rate": learning_rate, "l1": l1, "l2": l2}
        config = self.config.replace(**values)
        for field, value in values.items():
            if value != getattr(self.config, field):
                self._remember(Change(self.step, field, value))
        self.config = config
        self._engine.change(config)
        if self.step == 0:  # nothing has been trained: the run now starts with the new config
            self.start = config
            self.changes = [change for change in self.changes if change.field == WEIGHT]
            self._recorder.forget_after(-1)
            self._record_start()

    def set_weight(self, member: int, layer: int, unit: int, source: int, value: float) -> None:
        """Set one weight by hand; the optimizer keeps its state, and training goes on from there.

        `layer` counts from 0, the first hidden layer, to the output; `source` is the unit of the
        layer before, or the input feature. Until the next step the change counts as part of the
        last step: if it makes the loss infinite, the run goes back to before that step. A run that
        has diverged stays stopped.

        Raises ConfigError, which names the argument, the value and what is allowed.
        """
        place = (member, layer, unit, source)
        check_weight(self.config, place, value)
        with torch.no_grad():
            self.ensemble.weights()[layer][member, unit, source] = value
        self._remember(Change(self.step, WEIGHT, value, place))

    def apply(self, change: Change) -> None:
        """Make a change, such as one that another run recorded, at the present step.

        Raises ConfigError.
        """
        if change.field == WEIGHT:
            member, layer, unit, source = change.place
            self.set_weight(member, layer, unit, source, change.value)
        else:
            present = {field: getattr(self.config, field) for field in CHANGEABLE}
            self.change(**present | {change.field: change.value})

    def _remember(self, change: Change) -> None:
        """Append a change; it replaces one of the same field or weight at the same step."""
        same = (change.step, change.field, change.place)
        self.changes = [c for c in self.changes if (c.step, c.field, c.place) != same]
        self.changes.append(change)

    @property
    def changed_at(self) -> int:
        """Step of the last change made by hand; 0 if there is none."""
        return max((change.step for change in self.changes), default=0)

    def probabilities(self, points: ArrayLike, members: slice = slice(None)) -> Floats:
        """P(class 1) [members, N] at points [N, 2]."""
        with torch.no_grad():
            layers = [(weight[members], bias[members]) for weight, bias in self.ensemble.layers]
            inputs = self._inputs(points).expand(len(layers[0][0]), -1, -1)
            logits = forward(layers, self.ensemble.activation.function, inputs)
            return torch.sigmoid(logits).cpu().numpy()

    def _inputs(self, points: ArrayLike) -> Tensor:
        """Input features [features, N] of points [N, 2]."""
        columns = torch.as_tensor(points).to(self.ensemble.flat).T
        return features_of(columns, self.config.features)

    def unit_outputs(self, points: ArrayLike, member: int) -> list[Floats]:
        """Outputs [units, N] of each layer of one member at points [N, 2].

        The list begins with the input features and ends with the logit.
        """
        only = slice(member, member + 1)
        with torch.no_grad():
            inputs = self._inputs(points)[None]
            layers = [(weight[only], bias[only]) for weight, bias in self.ensemble.layers]
            outputs = layer_outputs(layers, self.ensemble.activation.function, inputs)
            return [output[0].cpu().numpy() for output in (inputs, *outputs)]

    def member(self, index: int) -> nn.Sequential:
        """One member as an ordinary network with a copy of its present weights; returns logits."""
        return self.ensemble.member(index)

    def scores(self) -> Scores:
        """Loss and accuracy of every member at the present step."""
        with torch.no_grad():
            inputs = self._evaluator.inputs.expand(len(self.ensemble), -1, -1)
            return self._evaluator.scores(self.ensemble(inputs))

    def metrics(self) -> pd.DataFrame:
        """One row a member: loss, accuracy, precision, recall, F1 and AUC.

        Each is there for both sets: as train_… and as validation_….
        """
        scores, data = self.scores(), self.dataset
        columns: dict[str, object] = {}
        for name, x, y in (
            ("train", data.x_train, data.y_train),
            ("validation", data.x_validation, data.y_validation),
        ):
            columns[f"{name}_loss"] = getattr(scores, f"{name}_loss").cpu().numpy()
            metrics = classification_metrics(self.probabilities(x), y.numpy())
            columns |= {f"{name}_{metric}": values for metric, values in metrics.items()}
        return pd.DataFrame(columns).rename_axis("member")

    def _readings(self) -> dict[str, Tensor]:
        """Reading of each active probe; empty unless the step is a multiple of PROBE_EVERY."""
        if self.step % PROBE_EVERY:
            return {}
        return {name: self._probe(name)() for name in self.probes}

    def _probe(self, name: str) -> Probe:
        if name not in self._built_probes:
            self._built_probes[name] = PROBES[name](self._objective())
        return self._built_probes[name]

    def _objective(self) -> Objective:
        inputs, labels = self._training_points()
        return Objective(
            self.ensemble, inputs, labels, self._loss, lambda: penalty(self.ensemble, self.config)
        )

    def _training_points(self) -> tuple[Tensor, Tensor]:
        """Inputs [members, inputs, n_train] and labels [members, n_train], views of one copy."""
        n, members = len(self.dataset.y_train), len(self.ensemble)
        inputs, labels = self._evaluator.inputs[:, :n].contiguous(), self._evaluator.labels[:n]
        return inputs.expand(members, -1, -1), labels.expand(members, -1)

    def _record_start(self) -> None:
        """Record step 0, with the gradient that the first step will use."""
        self._engine.compute_gradient()
        self._recorder.record(0, self._readings())
        self._recorder.flush()

    def _advance(self, last: float, end: float) -> bool:
        """Take steps until one is recorded, step `last` is reached or `perf_counter()` is `end`.

        Returns whether the run goes on. No step is taken once it has diverged.
        """
        if self.divergence:
            return False
        stride = self.history.stride
        next_recorded = self.step + stride - self.step % stride
        taken = self._engine.take_steps(int(min(last, next_recorded)) - self.step, end)
        self.step += taken
        if taken and self.history.should_record(self.step):
            self._recorder.record(self.step, self._readings())
        return taken > 0

    def _check_present_losses(self) -> None:
        """Detect a divergence at the end of a call, rather than at the start of the next one."""
        if self.divergence:
            return
        losses = self._engine.losses()
        if not np.isfinite(losses).any():
            self._stop_diverged(float(losses.mean()))

    def _stop_diverged(self, loss: float) -> None:
        """Stop for good, one step back: at the last parameters whose batch loss was finite.

        Those are the parameters before the last step: a step is taken only from a finite loss.
        """
        self.divergence = Divergence(self.step, loss)
        self.ensemble.flat.copy_(self._before)
        self.step = max(self.step - 1, 0)
        self._recorder.forget_after(self.step)
