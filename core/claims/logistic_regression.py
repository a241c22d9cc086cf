"""Without a hidden layer the truth table of XOR cannot be learned."""

import math

import numpy as np

from core import RunConfig
from core.claims.claim import Claim, Experiment, Origin, Rows, Source, between
from core.tasks import TaskRun, trained

STEPS = 2000
CONFIG = RunConfig(
    dataset="truth_table",
    hidden_layers=0,
    learning_rate=1,
    batch_size=None,
    dtype="float64",
    seed=101,
    ensemble_size=100,
)


def best_fit() -> TaskRun[Rows]:
    """Where gradient descent ends, and how many corners were ever right on the way."""
    trainer = yield from trained(CONFIG, STEPS, scored=True)
    away = np.abs(trainer.probabilities(trainer.dataset.x_train) - 0.5).max()
    loss = trainer.scores().train_loss.max().item()
    right = 4 * trainer.history.column("train_accuracy").max()
    return (
        between(
            "largest distance of an output from ½",
            "0: the output is ½ everywhere",
            Origin.DERIVED,
            away,
            0.0,
            1e-6,
            "below 1e−6",
        ),
        between(
            "cross-entropy, largest of all seeds",
            f"ln 2 = {math.log(2):.6f}",
            Origin.DERIVED,
            loss,
            math.log(2) * (1 - 1e-9),
            math.log(2) * (1 + 1e-9),
            "±1e−9 of it",
        ),
        between(
            "corners right at once, most of all seeds and recorded steps",
            "3 of 4 at most",
            Origin.DERIVED,
            right,
            0.0,
            3.0,
        ),
    )


CLAIM = Claim(
    title="Logistic regression can't",
    statement="No straight line parts the classes of XOR: the best that a network without a "
    "hidden layer can do is to answer ½ everywhere, which costs ln 2.",
    source=Source(
        "Goodfellow, Bengio and Courville",
        2016,
        "Deep learning",
        "section 6.1; the impossibility is Minsky and Papert's, 1969",
        "https://www.deeplearningbook.org/contents/mlp.html",
    ),
    setting=f"The four corners of the truth table, no hidden layer, full-batch gradient descent "
    f"with η = {CONFIG.learning_rate:g}, {STEPS:,} steps, float64, seeds {CONFIG.seed} to "
    f"{CONFIG.seed + CONFIG.ensemble_size - 1}.",
    experiments=(Experiment(1.5, best_fit),),
)
