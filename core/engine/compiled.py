"""The engine of small networks on the CPU: whole steps in machine code, in float32.

The arrays of the kernel are the memory of the ensemble's tensors: nothing is copied to and fro.
"""

import time
from functools import partial

import numpy as np
from torch import Tensor

from core.arrays import Floats
from core.config import RunConfig
from core.datasets import epoch_orders
from core.engine import activations, kernel, losses, optimizers
from core.ensemble import Ensemble

CALL_SECONDS = 0.002
"""About how long a call into the kernel lasts at most, unless a single step takes longer."""

_ORDERED_STEPS = 512
"""About how many steps the orders of epochs that are drawn at once are good for."""


class CompiledEngine:
    """Takes the steps of a run by `core.engine.kernel`.

    `inputs` [features, n_train] and `labels` [n_train] are the training points, `before`
    [n_parameters] is where the parameters that the last step began with are kept.
    """

    name = "compiled"

    def __init__(
        self, config: RunConfig, ensemble: Ensemble, inputs: Tensor, labels: Tensor, before: Tensor
    ) -> None:
        self._inputs, self._labels = inputs, labels
        n = len(labels)
        self._plan = plan_of(config, ensemble, n)
        self._size = self._plan.batch_size
        self._epochs = epoch_orders(n, config.data_seed)
        self._steps_an_epoch = -(-n // self._size)
        self._whole = self._size == n
        self._orders = np.arange(n)[None]
        self._batch = 0
        """Number of the next batch, counted from the first of `_orders`."""
        self._data = kernel.Data(inputs.numpy(), labels.numpy()[None], self._orders)
        self._step = 0
        flat = ensemble.flat.numpy()
        self._state = kernel.State(
            parameters=flat,
            gradient=ensemble.gradient.numpy(),
            before=before.numpy(),
            first=np.zeros_like(flat),
            second=np.zeros_like(flat),
            product=np.ones(1),
            losses=np.zeros(len(ensemble), np.float32),
            scratch=np.zeros(_rows(self._plan) * kernel.SAMPLES, np.float32),
        )
        self._step_seconds = 0.0
        self._starts_with_rate = optimizers.COMPILED[config.optimizer].starts_with_rate
        self.change(config)
        self._draw()

    def change(self, config: RunConfig) -> None:
        """Go on with the learning rate and the penalties of another config."""
        self._rates = config.learning_rate, config.l1, config.l2
        if self._starts_with_rate and self._step == 0:
            self._state.second[:] = config.learning_rate

    @property
    def batch(self) -> tuple[Tensor, Tensor]:
        """Inputs [features, batch] and labels [batch] that the next step trains on."""
        epoch, number = divmod(self._batch, self._steps_an_epoch)
        if self._whole:
            return self._inputs, self._labels
        order = self._orders[epoch, number * self._size : (number + 1) * self._size]
        return self._inputs[:, order], self._labels[order]

    def compute_gradient(self) -> None:
        """Fill `ensemble.gradient` for the next batch, penalties included."""
        self._evaluate_batch(backward=True)

    def losses(self) -> Floats:
        """Loss [members] of every member on the next batch, without penalties."""
        self._evaluate_batch(backward=False)
        return self._state.losses.copy()

    def _evaluate_batch(self, backward: bool) -> None:
        _, l1, l2 = self._rates
        kernel.compute_gradient(self._plan, self._data, self._state, self._batch, l1, l2, backward)

    def take_steps(self, most: int, until: float) -> int:
        """Take up to `most` steps, none but the first after `until` of `time.perf_counter()`.

        Returns how many were taken: 0 where no member's loss is finite any more.
        """
        taken, now = 0, time.perf_counter()
        while taken < most and (not taken or now < until):
            allowed = min(CALL_SECONDS, until - now)
            wanted = int(allowed / self._step_seconds) if self._step_seconds else 1
            count = max(1, min(wanted, most - taken))
            done = self._call(count)
            taken += done
            before, now = now, time.perf_counter()
            self._step_seconds = (now - before) / max(done, 1)
            if not done:
                break
        return taken

    def _call(self, count: int) -> int:
        """Take up to `count` steps, as many of them as there are batches drawn."""
        if not self._whole:
            count = min(count, len(self._orders) * self._steps_an_epoch - self._batch)
        done: int = kernel.take_steps(
            self._plan, self._data, self._state, self._batch, self._step, count, *self._rates
        )
        self._step += done
        if not self._whole:
            self._batch += done
            if self._batch == len(self._orders) * self._steps_an_epoch:
                self._draw()
        return done

    def _draw(self) -> None:
        """Draw the orders of the next epochs."""
        if self._whole:
            return
        epochs = max(1, _ORDERED_STEPS // self._steps_an_epoch)
        self._orders = np.stack([next(self._epochs).numpy() for _ in range(epochs)])
        self._batch = 0
        self._data = self._data._replace(orders=self._orders)


def plan_of(config: RunConfig, ensemble: Ensemble, n_train: int) -> kernel.Plan:
    """Where everything lies, and what the kernel is to do with it."""
    shapes = ensemble.architecture.shapes
    features, outputs = shapes[0][1], shapes[-1][0]
    members, widest = len(ensemble), max(out for out, _ in shapes)
    activation = activations.COMPILED[config.activation]
    layers, place, row = [], 0, features + outputs + 1
    for out, fan_in in shapes:
        bias = place + members * out * fan_in
        layers.append((fan_in, out, place, bias, activation, row, row + out))
        place, row = bias + members * out, row + 2 * out
    optimizer = optimizers.COMPILED[config.optimizer]
    own = config.parameters_of("optimizer")
    only = config.penalized_layer
    return kernel.Plan(
        layers=np.array(layers),
        members=members,
        features=features,
        outputs=outputs,
        widest=widest,
        derivatives=row,
        batch_size=min(config.batch_size or n_train, n_train),
        loss=losses.COMPILED[config.loss],
        optimizer=optimizer.number,
        own=np.array([own[name] for name in optimizer.parameters], dtype=float),
        penalized=(0, len(shapes)) if only is None else (only, only + 1),
    )


def _rows(plan: kernel.Plan) -> int:
    """Rows of scratch that a plan takes."""
    return plan.derivatives + 2 * plan.widest


def prepare() -> None:
    """Compile the kernel, or load what was compiled before, by a run of one step."""
    config = RunConfig(n_points=4)
    ensemble = Ensemble(config)
    inputs, labels = ensemble.flat.new_zeros(2, 2), ensemble.flat.new_zeros(2)
    engine = CompiledEngine(config, ensemble, inputs, labels, ensemble.flat.clone())
    for use in (engine.losses, partial(engine.take_steps, 1, 0.0)):
        try:
            use()
        except OSError:  # compiled, but there is no room on the disk to keep it
            use()
