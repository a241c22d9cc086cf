"""Takes steps, and records what happens."""

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import repeat

import numpy as np
import pandas as pd
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from core.architecture import forward
from core.batches import epoch_orders
from core.config import RunConfig
from core.datasets import make_dataset
from core.ensemble import Ensemble
from core.evaluation import Examination, Scores
from core.history import History
from core.losses import LOSSES
from core.metrics import classification_metrics
from core.optimizers import OPTIMIZERS
from core.quantities import QUANTITIES
from core.recorder import Recorder

CHANGEABLE = ("learning_rate", "l1", "l2")
"""Fields of RunConfig that may change in the middle of a run."""

OUT_OF_MEMORY = (torch.OutOfMemoryError, MemoryError)
"""What is raised where a network does not fit into memory."""


class DeviceUnavailableError(RuntimeError):
    """The config asks for a device that torch does not see on this machine."""


@dataclass(frozen=True)
class Divergence:
    """The loss of every member is no longer finite; `step` steps had been taken by then."""

    step: int
    loss: float

    def __str__(self) -> str:
        return f"the loss became {self.loss} after step {self.step}"


def available_devices() -> list[str]:
    """Names of the devices that torch sees here, the CPU first."""
    return ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]


class Trainer:
    """One run: an ensemble, its data, its optimizer and its history.

    The history records the layer quantities named in `quantities`, and losses and accuracies
    unless `scored` is off.
    Raises DeviceUnavailableError where torch does not see the device that the config asks for.
    """

    def __init__(
        self,
        config: RunConfig,
        quantities: Iterable[str] = tuple(QUANTITIES),
        scored: bool = True,
        history_capacity: int | None = None,
    ) -> None:
        if config.device not in available_devices():
            raise DeviceUnavailableError(
                f"device: {config.device!r} is not available here; "
                f"torch sees {', '.join(available_devices())}"
            )
        self.config = config
        self.step = 0
        self.divergence: Divergence | None = None
        self.dataset = make_dataset(
            config.dataset,
            config.n_points,
            config.noise,
            config.train_share,
            config.data_seed,
            getattr(torch, config.dtype),
        )
        self.ensemble = Ensemble(config)
        self._loss = LOSSES[config.loss]
        self._optimizer = OPTIMIZERS[config.optimizer].build(
            [self.ensemble.parameters],
            lr=config.learning_rate,
            **config.parameters_of("optimizer"),
        )
        # The update without the profiler's wrapper, which would take a fifth of a small step.
        step = type(self._optimizer).step.__wrapped__  # type: ignore[attr-defined]
        self._update = partial(step, self._optimizer)
        self._members = torch.tensor(
            float(len(self.ensemble)), dtype=self.ensemble.gradient.dtype, device=config.device
        )
        self._examination = Examination(self.dataset, self._loss, config.device)
        self.history = History(
            config.ensemble_size,
            len(self.ensemble.layers),
            quantities,
            scored,
            history_capacity,
        )
        self._recorder = Recorder(self.ensemble, self._examination, self.history)
        self._last_finite = self.ensemble.flat.clone()
        self._batches = self._endless_batches()
        self._batch = next(self._batches)
        self._record_start()

    @property
    def steps_per_epoch(self) -> int:
        """Number of batches that visit every training point once."""
        n = len(self.dataset.y_train)
        return math.ceil(n / (self.config.batch_size or n))

    @property
    def epoch(self) -> float:
        """How often every training point has been visited."""
        return self.step / self.steps_per_epoch

    def train(self, steps: int | None = None, seconds: float = float("inf")) -> "Trainer":
        """Take `steps` more steps, or fewer where `seconds` are over or the run diverges.

        How a run is sliced into calls does not touch its numbers.
        """
        end = time.perf_counter() + seconds
        while steps is None or steps > 0:
            if not self._take_step() or time.perf_counter() >= end:
                break
            steps = None if steps is None else steps - 1
        self._look_ahead()
        self._recorder.flush()
        return self

    def change(self, learning_rate: float, l1: float, l2: float) -> None:
        """Go on with another learning rate or other penalties. Raises ConfigError."""
        self.config = self.config.replace(learning_rate=learning_rate, l1=l1, l2=l2)
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate

    def probabilities(
        self, points: ArrayLike, members: slice = slice(None)
    ) -> NDArray[np.floating]:
        """P(class 1) [members, N] at points [N, 2]."""
        with torch.no_grad():
            columns = torch.as_tensor(points).to(self.ensemble.flat).T
            layers = [(weight[members], bias[members]) for weight, bias in self.ensemble.layers]
            columns = columns.expand(len(layers[0][0]), -1, -1)
            logits = forward(layers, self.ensemble.activation.function, columns)
            return torch.sigmoid(logits).cpu().numpy()

    def member(self, index: int) -> nn.Sequential:
        """An ordinary network with a copy of one member's present weights; it gives logits."""
        return self.ensemble.member(index)

    def scores(self) -> Scores:
        """Loss and accuracy of every member at the present step."""
        with torch.no_grad():
            points = self._examination.points.expand(len(self.ensemble), -1, -1)
            return self._examination.scores(self.ensemble(points))

    def metrics(self) -> pd.DataFrame:
        """One row a member: loss, accuracy, precision, recall, F1 and AUC, each on both sets.

        Columns are named train_… and validation_….
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

    def _endless_batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Batch after batch: points [members, 2, batch] and labels [members, batch].

        All members look at the same points: the first dimension is a view of one copy.
        """
        n, members = len(self.dataset.y_train), len(self.ensemble)
        x, y = self._examination.points[:, :n].contiguous(), self._examination.labels[:n]
        size = min(self.config.batch_size or n, n)
        if size == n:
            # Shuffling a batch of all points would change nothing but the rounding.
            yield from repeat((x.expand(members, -1, -1), y.expand(members, -1)))
        for order in epoch_orders(n, self.config.data_seed):
            order = order.to(x.device)
            yield from zip(
                torch.split(x[:, order].expand(members, -1, -1), size, dim=2),
                torch.split(y[order].expand(members, -1), size, dim=1),
                strict=True,
            )

    def _batch_loss(self, reduction: str) -> Tensor:
        points, labels = self._batch
        return self._loss.function(self.ensemble(points), labels, reduction=reduction)

    def _penalty(self) -> Tensor | float:
        """L1 and L2 penalty, mean over members."""
        penalty: Tensor | float = 0.0
        if self.config.l1:
            penalty += self.config.l1 * sum(w.abs().sum() for w in self.ensemble.weights())
        if self.config.l2:
            penalty += self.config.l2 * sum(w.square().sum() for w in self.ensemble.weights())
        return penalty / len(self.ensemble)

    def _compute_gradient(self) -> float:
        """Fill `ensemble.gradient` for the present batch; return the mean loss of the members.

        Members do not touch each other, so that in the gradient of their sum each finds its own.
        The sum is their number times the mean: a factor that backward() takes at no cost.
        """
        self.ensemble.gradient.zero_()
        loss = self._batch_loss("mean")
        objective = loss + self._penalty() if self.config.l1 or self.config.l2 else loss
        torch.autograd.backward(objective, self._members)
        return loss.item()

    def _record_start(self) -> None:
        """Record step 0, with the gradient that the first step will use."""
        self._compute_gradient()
        self._recorder.take(0)
        self._recorder.flush()

    def _take_step(self) -> bool:
        """Take one step; False where the run has diverged.

        The run is then back at the step before, the last whose loss was finite.
        """
        if self.divergence:
            return False
        loss = self._compute_gradient()
        if not math.isfinite(loss) and self._all_diverged():
            self._give_up(loss)
            return False
        self._last_finite.copy_(self.ensemble.flat)
        self._update()
        self.step += 1
        self._batch = next(self._batches)
        if self.history.wants(self.step):
            self._recorder.take(self.step)
        return True

    def _look_ahead(self) -> None:
        """Notice after the last step of a call, rather than at the next call, that it diverged."""
        with torch.no_grad():
            loss = self._batch_loss("mean").item()
        if not self.divergence and not math.isfinite(loss) and self._all_diverged():
            self._give_up(loss)

    def _give_up(self, loss: float) -> None:
        """Stop for good, one step back: at the last parameters whose batch loss was finite."""
        self.divergence = Divergence(self.step, loss)
        self.ensemble.flat.copy_(self._last_finite)
        self.step = max(self.step - 1, 0)

    def _all_diverged(self) -> bool:
        with torch.no_grad():
            losses = self._batch_loss("none").mean(dim=1)
        return not bool(torch.isfinite(losses).any())
