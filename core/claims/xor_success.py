"""How often a network with one small hidden layer learns the truth table of XOR."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from core import RunConfig
from core.claims.claim import Claim, Experiment, Origin, Row, Rows, Source, rate
from core.tasks import TaskRun, trained

MEMBERS = 250
FIRST_SEED = 10_001
"""Far from the seeds from 1 on, which people have looked at."""

EARLIER_SEEDS = 1000


@dataclass(frozen=True)
class Recipe:
    """How networks are started and trained, for how many steps.

    `rates` are by width: the share of 1,000 plain PyTorch networks that put all four corners on
    the right side, in an earlier run.
    """

    label: str
    steps: int
    choices: Mapping[str, Any]
    rates: Mapping[int, float]

    def __str__(self) -> str:
        start = self.choices["initializer"].replace("_", " ")
        if scale := self.choices.get("weight_scale"):
            start = f"weights and biases from U(±{scale:g})"
        rate = self.choices["learning_rate"]
        return f"{self.label} with η = {rate:g}, {self.steps:,} steps, {start}"

    def config(self, width: int, members: int, seed: int) -> RunConfig:
        """The run of one width."""
        return RunConfig(
            dataset="truth_table",
            batch_size=None,
            hidden_layers=1,
            width=width,
            ensemble_size=members,
            seed=seed,
            **self.choices,
        )


_ADAM = {"optimizer": "adam", "learning_rate": 0.05, "initializer": "torch_default"}

RECIPES = (
    Recipe(
        "sigmoid, cross-entropy, Adam",
        3000,
        {"activation": "sigmoid", **_ADAM},
        {2: 0.519, 3: 0.826, 4: 0.961, 8: 1.0},
    ),
    Recipe(
        "tanh, cross-entropy, Adam",
        2000,
        {"activation": "tanh", **_ADAM},
        {2: 0.483, 3: 0.854, 4: 0.971, 8: 1.0},
    ),
    Recipe(
        "sigmoid, squared error, SGD",
        10_000,
        {
            "activation": "sigmoid",
            "loss": "mse",
            "optimizer": "sgd",
            "learning_rate": 1,
            "initializer": "uniform",
            "weight_scale": 1,
            "bias_initializer": "uniform",
            "bias_scale": 1,
        },
        {2: 0.821, 3: 0.982, 4: 0.999, 8: 1.0},
    ),
)


def success(recipe: Recipe, width: int, members: int, seed: int) -> TaskRun[Row]:
    """How many of the members have all four corners right at the end."""
    trainer = yield from trained(recipe.config(width, members, seed), recipe.steps)
    solved = int((trainer.scores().train_accuracy == 1).sum())
    return rate(
        f"{width} hidden units: {recipe.label}",
        recipe.rates[width],
        Origin.OWN,
        solved,
        members,
        EARLIER_SEEDS,
    )


def rows(recipe: Recipe, width: int, members: int = MEMBERS) -> TaskRun[Rows]:
    """`success` with the seeds of the claim."""
    row = yield from success(recipe, width, members, FIRST_SEED)
    return (row,)


def experiments(members: int = MEMBERS) -> tuple[Experiment, ...]:
    """One a recipe and width; what a step costs grows with the width."""
    return tuple(
        Experiment(recipe.steps * (2 + width) / 9000, partial(rows, recipe, width, members))
        for recipe in RECIPES
        for width in recipe.rates
    )


CLAIM = Claim(
    title="XOR is not always learned",
    statement="Two hidden units can solve XOR, but whether training finds the solution is a matter "
    "of the seed; with more units it nearly always does.",
    source=Source(
        "Goodfellow, Bengio and Courville",
        2016,
        "Deep learning",
        "section 6.1, for the problem and a solution of two units; the rates are our own",
        "https://www.deeplearningbook.org/contents/mlp.html",
    ),
    setting=f"The four corners of the truth table, one hidden layer, full batch, {MEMBERS} seeds "
    f"from {FIRST_SEED:,} on; learned is what has all four corners right at the end. "
    f"Recipes: {'; '.join(map(str, RECIPES))}.",
    experiments=experiments(),
    remark="No paper prints these rates: what is expected comes from an earlier run of this "
    f"project, {EARLIER_SEEDS:,} seeds of plain PyTorch each.",
)
