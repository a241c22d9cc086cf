"""The run of one session: answers what its browser asks for."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import TypeVar

from core import RunConfig, Trainer
from core.trainer import CHANGEABLE

FRAMES_PER_TICK = 8
"""Pictures that a tick sends, for the browser to play while the next tick is under way."""

LONGEST_PICTURE = 0.04
"""Most seconds of training for one picture: all sessions share the interpreter, and a tick of eight
pictures must stay short."""

TICK_SECONDS = FRAMES_PER_TICK * LONGEST_PICTURE
"""Most seconds of training in one tick."""

TRAINING_SHARE = 0.6
"""Most of the time between two pictures that goes into training, where the browser is fast."""


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
    "max": Speed("as fast as it goes", FRAMES_PER_TICK, None),
}

DEFAULT_SPEED = "max"

LONGEST_REPLAY = 1_000_000
"""Highest step that an address may ask to be trained up to."""

TOO_LARGE = "This network does not fit into memory. Make it smaller, or use the CPU."

Picture = TypeVar("Picture")


class Run:
    """A trainer, and how far it was asked to go. `number` tells it from every other run.

    Streamlit starts the next run of a page while the last one may still be training, so whoever
    touches the trainer holds the lock.
    """

    _numbers = count()

    def __init__(self, config: RunConfig, step: int = 0) -> None:
        self.number = next(self._numbers)
        self.lock = Lock()
        self.trainer = Trainer(config, history_capacity=500)
        self.target = step
        self._changed = False
        self.trouble: str | None = None

    @property
    def config(self) -> RunConfig:
        """The present config."""
        return self.trainer.config

    @property
    def stopped(self) -> str | None:
        """Why the run does not go on, in words; None for one that does."""
        return self.trouble or describe_divergence(self.trainer)

    @property
    def replayable(self) -> bool:
        """Whether an address with the present step would open this picture."""
        return not self._changed and self.trainer.step <= LONGEST_REPLAY

    @property
    def behind(self) -> bool:
        """Whether the step that was asked for is still ahead."""
        return self.trainer.step < self.target and not self.stopped

    def follow(self, config: RunConfig) -> bool:
        """Take over what may change in the middle of a run; False if `config` needs another run.

        A run that changed on its way is not the run of any config any more, and no step of it can
        be had again from an address.
        """
        changes = {name: getattr(config, name) for name in CHANGEABLE}
        if self.config.replace(**changes) != config:
            return False
        with self.lock:
            if self.config != config:
                self.trainer.change(**changes)
                self._changed = self._changed or self.trainer.step > 0
        return True

    def look(self, show: Callable[[Trainer], Picture]) -> list[Picture]:
        """Return a picture of the run as it is."""
        with self.lock:
            return [show(self.trainer)]

    def answer(
        self,
        kind: str,
        speed: Speed,
        show: Callable[[Trainer], Picture],
        seconds_a_picture: float = LONGEST_PICTURE,
    ) -> list[Picture]:
        """Do what the browser asked for, within a tick's time; return the pictures of it.

        `seconds_a_picture` is how long the browser takes to draw one.
        """
        with self.lock:
            return self._answer(kind, speed, show, seconds_a_picture)

    def _answer(
        self,
        kind: str,
        speed: Speed,
        show: Callable[[Trainer], Picture],
        seconds_a_picture: float,
    ) -> list[Picture]:
        trainer = self.trainer
        if self.stopped:
            return [show(trainer)]
        if kind in ("start", "play"):
            self.target = trainer.step
            # The first picture after a click on Play must not wait for seven more.
            frames = 1 if kind == "start" else speed.frames
            seconds = min(TRAINING_SHARE * seconds_a_picture, LONGEST_PICTURE)
            return self._play(frames, speed.steps, seconds, show)
        if kind == "step":
            self.target = trainer.step + 1
        elif kind == "epoch":
            self.target = (int(trainer.epoch) + 1) * trainer.steps_per_epoch
        if self.behind:
            trainer.train(self.target - trainer.step, seconds=TICK_SECONDS)
        return [show(trainer)]

    def _play(
        self, frames: int, steps: int | None, seconds: float, show: Callable[[Trainer], Picture]
    ) -> list[Picture]:
        pictures = []
        for _ in range(frames):
            self.trainer.train(steps, seconds)
            pictures.append(show(self.trainer))
            if self.stopped:
                break
        return pictures


def describe_divergence(trainer: Trainer) -> str | None:
    """Say what happened to a run that diverged, and what to try; None for one that goes on."""
    divergence = trainer.divergence
    if divergence is None:
        return None
    config = trainer.config
    size = "infinite" if math.isinf(divergence.loss) else "not a number"
    tries = [f"a learning rate of {config.learning_rate / 10:g}"]
    if divergence.step == 0:
        tries = ["an initializer with smaller weights"]
    elif config.initializer not in ("xavier_normal", "xavier_uniform"):
        tries.append("a smaller start, such as Xavier")
    if config.optimizer != "adam":
        tries.append("Adam")
    return (
        f"The run diverged: after step {divergence.step:,} the loss is {size}, so training stopped "
        f"there. The picture is the last finite one. Try {', or '.join(tries)}, then Reset."
    )
