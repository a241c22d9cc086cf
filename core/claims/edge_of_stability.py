"""Gradient descent drives the sharpness up to 2/η, and there it stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from core import RunConfig
from core.claims.claim import Claim, Experiment, Origin, Rows, Source, between
from core.quantities.probe import PROBE_EVERY
from core.tasks import TaskRun, trained
from core.theory import edge_of_stability

WITHIN = 0.15
"""Share of the line that the sharpness may be off while it hovers."""

FAR_BELOW = 0.25
"""Share of the line that the sharpness starts below, so that there is a rise to see."""


@dataclass(frozen=True)
class Descent:
    """A run, and between which steps the sharpness hovers: until the loss is nearly 0."""

    label: str
    choices: Mapping[str, Any]
    first: int
    last: int

    @property
    def config(self) -> RunConfig:
        """The run."""
        return RunConfig(
            noise=0.2,  # a problem that is not learned perfectly: its loss does not flatten out
            hidden_layers=2,
            width=16,
            initializer="torch_default",
            learning_rate=0.5,
            batch_size=None,
            dtype="float64",
            **self.choices,
        )


DESCENTS = (
    Descent("XOR, 2/η", {"dataset": "xor"}, 300, 950),
    Descent("two moons, 2/η", {"dataset": "moons"}, 750, 1200),
    Descent(
        "XOR with momentum β = 0.5, (2 + 2β)/η",
        {"dataset": "xor", "optimizer": "momentum", "momentum": 0.5},
        240,
        500,
    ),
)


def climb(descent: Descent) -> TaskRun[Rows]:
    """The sharpness over the line at the start and while it hovers, and whether the loss falls."""
    line = edge_of_stability(descent.config)
    assert line is not None
    trainer = yield from trained(
        descent.config,
        descent.last,
        probes=("sharpness",),
        scored=True,
        history_capacity=2 * descent.last,
    )
    relative = trainer.history.column("sharpness")[::PROBE_EVERY, 0] / line
    hovering = relative[descent.first // PROBE_EVERY + 1 :]
    start = between(
        f"{descent.label}: sharpness over the line at step 0",
        "rises to it from below",
        Origin.READING,
        relative[0],
        0.0,
        FAR_BELOW,
        f"below {FAR_BELOW:g}",
    )
    extremes = (
        between(
            f"{descent.label}: {which}, steps {descent.first} to {descent.last}",
            "1: hovers at the line",
            Origin.READING,
            value,
            1 - WITHIN,
            1 + WITHIN,
            f"±{WITHIN:g}",
        )
        for which, value in (("lowest", hovering.min()), ("highest", hovering.max()))
    )
    loss = trainer.history.column("train_loss")[:, 0]
    falling = between(
        f"{descent.label}: training loss, step {descent.last} over step {descent.first}",
        "goes on falling",
        Origin.PRINTED,
        loss[descent.last] / loss[descent.first],
        0.0,
        np.nextafter(1.0, 0.0),
        "below 1",
    )
    return (start, *extremes, falling)


CLAIM = Claim(
    title="Edge of stability",
    statement="Full-batch gradient descent drives the largest eigenvalue of the Hessian up to 2/η, "
    "or (2 + 2β)/η with momentum, where it hovers while the loss goes on falling.",
    source=Source(
        "Cohen, Kaur, Li, Kolter and Talwalkar",
        2021,
        "Gradient descent on neural networks typically occurs at the edge of stability",
        "Fig. 1, Eq. 1, appendix B",
        "https://arxiv.org/abs/2103.00065",
    ),
    setting="2–16–16–1 tanh with cross-entropy, torch's default start, seed "
    f"{DESCENTS[0].config.seed}, 100 training points with noise "
    f"{DESCENTS[0].config.noise:g}, full batch, η = {DESCENTS[0].config.learning_rate:g}, float64; "
    f"the sharpness is read every {PROBE_EVERY} steps.",
    experiments=tuple(
        Experiment(descent.last / 400, partial(climb, descent)) for descent in DESCENTS
    ),
    remark="The paper's words are a rise to the line and hovering there; ±15% is our reading of "
    "them, and between which steps the sharpness hovers depends on the run.",
)
