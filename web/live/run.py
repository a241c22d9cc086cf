"""The run of one session: answers what its browser asks for."""

import logging
import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import RunConfig, Trainer
from core.changes import CHANGEABLE, MOST_CHANGES, Change, spell_changes
from core.diagnosis import Applied, Finding, diagnose
from core.quantities import PROBES
from core.theory import predict_activation_variance, predict_gradient_variance
from web.live.panels.context import order_members
from web.server.deployment import DEPLOYMENT
from web.server.errors import log_and_describe
from web.server.ids import id_counter
from web.server.metrics import METRICS

_log = logging.getLogger(__name__)

FRAMES_PER_TICK = 8
"""Pictures that a tick sends, for the browser to play while the next tick is under way."""

PICTURE_SECONDS = 0.04
"""Seconds of training for one picture after which no further step is taken. All sessions share the
interpreter, and a tick of eight pictures must stay short."""

TICK_SECONDS = FRAMES_PER_TICK * PICTURE_SECONDS
"""Seconds after which a tick makes no further picture; the scheduler may allow less."""

TRAINING_SHARE = 0.6
"""Largest share of the time between two pictures that goes into training."""


@dataclass(frozen=True)
class Speed:
    """How fast training is shown; `steps` None is as many as the tick's time allows."""

    label: str
    frames: int
    steps: int | None
    pause: float = 0.0


SPEEDS = {
    "slowest": Speed("1 step, twice a second", 1, 1, pause=0.5),
    "1": Speed("1 step a picture", FRAMES_PER_TICK, 1),
    "5": Speed("5 steps a picture", FRAMES_PER_TICK, 5),
    "20": Speed("20 steps a picture", FRAMES_PER_TICK, 20),
    "100": Speed("100 steps a picture", FRAMES_PER_TICK, 100),
    "200": Speed("200 steps a picture", FRAMES_PER_TICK, 200),
    "max": Speed("as fast as it goes", FRAMES_PER_TICK, None),
}

DEFAULT_SPEED = "200"
"""The default problem bends for some seconds; as fast as it goes it would be solved at once."""

AT_REST = ("pause", "step", "epoch")
"""Kinds of request after which the run stands still. The wall is sorted then, and not while it
plays: tiles must not move under somebody's pointer."""

HISTORY_ROWS = 300
"""Points that a curve has at most: about one for every two pixels, which a browser draws fast."""

Picture = TypeVar("Picture")


class Run:
    """A trainer, and the step that it was asked to reach. `number` identifies the run.

    It trains up to `step` and makes the `changes` of an earlier run on the way. Streamlit may start
    the next run of the script while the last one still trains: hold `lock` to use the trainer.
    """

    _numbers = id_counter()

    def __init__(
        self,
        start: RunConfig,
        step: int = 0,
        panels: Iterable[str] = (),
        changes: Iterable[Change] = (),
    ) -> None:
        self.number = next(self._numbers)
        self.lock = Lock()
        self.trainer = Trainer(start, history_capacity=HISTORY_ROWS, probes=_probes(panels))
        self.theory = predictions(_config_for_theory(start), self.trainer)
        self.order = order_members(self.trainer)
        """The order of the wall: that of the step at which the run last stood still."""
        self.target = step
        self.applied: Sequence[Applied] = ()
        """Remedies of earlier runs: the diagnosis does not advise one again that did not help."""
        self.failure: str | None = None
        self.notice: str | None = None
        self._pending_changes = deque(changes)
        self._change_what_is_due()

    @property
    def config(self) -> RunConfig:
        """The present config; while earlier changes are pending, the config after all of them."""
        ahead = {change.field: change.value for change in self._pending_changes if not change.place}
        return self.trainer.config.replace(**ahead) if ahead else self.trainer.config

    @property
    def changes(self) -> str:
        """What was changed by hand on the way, and will be, as text for an address."""
        return spell_changes(self.trainer.start, [*self.trainer.changes, *self._pending_changes])

    @property
    def stopped(self) -> str | None:
        """Why the run does not go on, in words; None for one that does."""
        return self.failure or describe_divergence(self.trainer)

    @property
    def replayable(self) -> bool:
        """Whether an address with the present step and the changes would open this picture."""
        return (
            self.trainer.step <= DEPLOYMENT.longest_replay
            and self.changes.count("~") < MOST_CHANGES
        )

    @property
    def catching_up(self) -> bool:
        """Whether the step that was asked for is still ahead."""
        return self.trainer.step < self.target and not self.stopped

    def apply_config(self, config: RunConfig) -> bool:
        """Take over what may change in the middle of a run; False if `config` needs another run."""
        changes = {name: getattr(config, name) for name in CHANGEABLE}
        with self.lock:
            if self.config.replace(**changes) != config:
                return False
            if self.config != config:
                self._change(changes)
        return True

    def _change(self, values: Mapping[str, float]) -> None:
        """Change fields now, or where the run will have caught up."""
        if self.catching_up or self._pending_changes:
            step = max([self.target, *(change.step for change in self._pending_changes)])
            self._pending_changes.extend(
                Change(step, field, value)
                for field, value in values.items()
                if value != getattr(self.config, field)
            )
        else:
            self.trainer.change(**values)

    def findings(self) -> list[Finding]:
        """What the run's quantities say is wrong, or solved, at the present step."""
        with self.lock:
            return self.diagnose()

    def diagnose(self) -> list[Finding]:
        """The findings, for a caller that holds the lock.

        Empty if the diagnosis itself fails: the run must go on.
        """
        if self.failure:
            return []
        try:
            return diagnose(self.trainer, self.applied)
        except Exception as error:
            log_and_describe(error, "The diagnosis failed", "")
            return []

    def cancel(self) -> None:
        """Stay at the step that was reached on the way to another one."""
        with self.lock:
            self.target = self.trainer.step

    def set_probes(self, panels: Iterable[str]) -> None:
        """From now on read the probes that these panels draw, and no others."""
        with self.lock:
            if self.trainer.probes != _probes(panels):
                self.trainer.probes = _probes(panels)

    def set_weight(self, member: int, change: object) -> None:
        """Set one weight by hand: `change` has layer, unit, source and value, and is not trusted.

        What is refused is said in `notice`.
        """
        given = change if isinstance(change, Mapping) else {}
        place: list[Any] = [given.get(name) for name in ("layer", "unit", "source", "value")]
        try:
            with self.lock:
                self.trainer.set_weight(member, *place)
        except ValueError as error:
            self.notice = str(error)

    def render(self, show: Callable[[Trainer], Picture]) -> list[Picture]:
        """Return a picture of the run as it is."""
        with self.lock:
            return [show(self.trainer)]

    def answer(
        self,
        kind: str,
        speed: Speed,
        show: Callable[[Trainer], Picture],
        seconds_a_picture: float = PICTURE_SECONDS,
        seconds: float = TICK_SECONDS,
    ) -> list[Picture]:
        """Do what the browser asked for, within `seconds`; return the pictures of it.

        `seconds_a_picture` is how long the browser takes to draw one.
        """
        with self.lock:
            return self._answer(kind, speed, show, seconds_a_picture, seconds)

    def _answer(
        self,
        kind: str,
        speed: Speed,
        show: Callable[[Trainer], Picture],
        seconds_a_picture: float,
        seconds: float,
    ) -> list[Picture]:
        trainer = self.trainer
        arrives = False
        if kind == "cancel":
            self.target = trainer.step
            arrives = True
        elif self.catching_up:
            self._train(self.target - trainer.step, seconds)
            arrives = not self.catching_up
        elif self.stopped:
            pass
        elif kind in ("start", "play"):
            self.target = trainer.step
            # The first picture after a click on Play must not wait for seven more.
            frames = 1 if kind == "start" else speed.frames
            training = min(TRAINING_SHARE * min(seconds_a_picture, seconds), PICTURE_SECONDS)
            return self._play(frames, speed.steps, training, seconds, show)
        elif kind in ("step", "epoch"):
            epoch_end = (int(trainer.epoch) + 1) * trainer.steps_per_epoch
            self.target = trainer.step + 1 if kind == "step" else epoch_end
            self._train(self.target - trainer.step, seconds)
        if arrives or kind in AT_REST:
            self.order = order_members(trainer)
        return [show(trainer)]

    def _play(
        self,
        frames: int,
        steps: int | None,
        training: float,
        seconds: float,
        show: Callable[[Trainer], Picture],
    ) -> list[Picture]:
        """Up to `frames` pictures, each after `steps` steps or `training` seconds.

        No further picture is made after `seconds`.
        """
        pictures = []
        end = time.perf_counter() + seconds
        for _ in range(frames):
            self._train(steps, training)
            if self.stopped:
                self.order = order_members(self.trainer)
            pictures.append(show(self.trainer))
            if self.stopped or time.perf_counter() >= end:
                break
        return pictures

    def _train(self, steps: int | None, seconds: float) -> None:
        """Train like `Trainer.train`, and make each pending change at its step."""
        trainer, begin = self.trainer, self.trainer.step
        end = time.perf_counter() + seconds
        goal = math.inf if steps is None else trainer.step + steps
        while True:
            stop = min(goal, self._pending_changes[0].step) if self._pending_changes else goal
            stretch = None if stop == math.inf else int(stop) - trainer.step
            trainer.train(stretch, end - time.perf_counter())
            self._change_what_is_due()
            if trainer.step < stop or stop == goal:  # the time is over, or all is done
                break
        METRICS.steps.inc(max(trainer.step - begin, 0))  # a run that diverges goes a step back
        if trainer.divergence:
            METRICS.diverged()
            _log.info("run diverged", extra={"run": self.number, "step": trainer.step})

    def _change_what_is_due(self) -> None:
        while self._pending_changes and self._pending_changes[0].step <= self.trainer.step:
            self.trainer.apply(self._pending_changes.popleft())


def _probes(panels: Iterable[str]) -> tuple[str, ...]:
    """Probes that these panels draw."""
    return tuple(name for name in PROBES if name in panels)


def describe_divergence(trainer: Trainer) -> str | None:
    """Say what happened to a run that diverged; None for one that goes on.

    What to do about it is said by the diagnosis.
    """
    divergence = trainer.divergence
    if divergence is None:
        return None
    size = "infinite" if math.isinf(divergence.loss) else "not a number"
    return (
        f"The run diverged: after step {divergence.step:,} the loss is {size}, so training stopped "
        "there. The picture is the last finite one."
    )


def _config_for_theory(config: RunConfig) -> dict[str, str]:
    """The config as text, without what theory ignores: seed, members, optimizer and rate."""
    return config.replace(seed=0, ensemble_size=1, optimizer="sgd", learning_rate=1.0).to_text()


@st.cache_data(max_entries=256, show_spinner=False)
def predictions(config_text: dict[str, str], _trainer: Trainer) -> dict[str, NDArray[np.floating]]:
    """Name → what mean-field theory predicts for a layer quantity at step 0, one number a layer.

    Empty if it predicts nothing. `_trainer` has this config and has taken no step: the
    gradient is that of its first batch. Kept for all sessions, as it takes two thirds of the time
    between a moved control and the picture, and a whole class has the same `config_text`.
    """
    present = _trainer.present()
    train_inputs = present.inputs[:, : present.n_train]
    predicted = {
        "activation_variance": predict_activation_variance(_trainer.config, train_inputs),
        "gradient_variance": predict_gradient_variance(_trainer.config, *_trainer.batch),
    }
    return {name: np.array(values) for name, values in predicted.items() if values is not None}
