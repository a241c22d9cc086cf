"""Runs that stand still or are slow: what is said of them, and that the remedy helps more seeds."""

from functools import cache

import numpy as np
import pytest
import torch

from core import RunConfig, Trainer
from core.datasets import Dataset, make_dataset
from core.diagnosis import Applied, Finding, diagnose
from core.diagnosis.progress import progress, reachable_accuracy
from core.own_points import spell_points
from core.success import can_tell

TABLE = {
    **{"dataset": "truth_table", "batch_size": None, "hidden_layers": 1},
    **{"initializer": "torch_default", "ensemble_size": 16},
}
ADAM = {"optimizer": "adam", "learning_rate": 0.01}
TWO_TANH = TABLE | {
    **{"width": 2, "activation": "tanh", "initializer": "normal", "weight_scale": 1},
    **{"bias_initializer": "torch_default", "learning_rate": 0.1},
}
TWO_RELU = TABLE | ADAM | {"width": 2, "activation": "relu"}
SQUARES = TABLE | {
    **{"width": 5, "activation": "relu", "loss": "mse", "learning_rate": 0.001},
    **{"ensemble_size": 64},
}

PLATEAUS = {
    "two tanh units, one seed": (TWO_TANH | {"ensemble_size": 1}, 6000),
    "two tanh units": (TWO_TANH, 6000),
    "two ReLU units, one seed": (TWO_RELU | {"ensemble_size": 1}, 4000),
    "two tanh units, Adam": (TABLE | ADAM | {"width": 2}, 3000),
    "two sigmoid units": (TABLE | ADAM | {"width": 2, "activation": "sigmoid"}, 6000),
    "three ReLU units, squares": (
        TABLE | ADAM | {"width": 3, "activation": "relu", "loss": "mse"},
        3000,
    ),
    "two ReLU units, squares, momentum": (
        TABLE
        | {"width": 3, "activation": "relu", "loss": "mse"}
        | {"optimizer": "momentum", "learning_rate": 0.03},
        4000,
    ),
    "two units for drawn points": (
        ADAM | {"hidden_layers": 1, "width": 2, "activation": "relu", "ensemble_size": 8},
        3000,
    ),
}
"""Case → a run of which some members stand still at a plateau."""

SLOW = {
    "squares": (SQUARES, 10_000),
    "tanh, SGD": (TABLE | {"width": 8, "activation": "tanh", "learning_rate": 0.003}, 5000),
    "drawn points": ({"learning_rate": 0.003, "ensemble_size": 8}, 6000),
    "Adam": (
        ADAM | {"learning_rate": 1e-4, "hidden_layers": 1, "ensemble_size": 8, "batch_size": None},
        3000,
    ),
}
"""Case → a run whose loss falls, at a learning rate that is too small."""

CASES = {name: ("plateau", *case) for name, case in PLATEAUS.items()} | {
    name: ("slow", *case) for name, case in SLOW.items()
}


@cache
def stalled(case):
    """The finding of a run, and the run."""
    name, choices, steps = CASES[case]
    trainer = Trainer(RunConfig(**choices), history_capacity=300).train(steps)
    findings = diagnose(trainer)
    (finding,) = [finding for finding in findings if finding.name == name]
    assert {f.name for f in findings} <= {name, "solved"}
    return finding, trainer


@pytest.mark.parametrize("case", CASES)
def test_the_remedy_solves_more_seeds(case):
    finding, trainer = stalled(case)
    assert finding.advice.startswith("Use ")
    mended = Trainer(trainer.config.replace(**finding.remedy), history_capacity=300)
    mended.train(trainer.step)
    assert mended.solved_now().sum() > trainer.solved_now().sum()
    assert finding.name not in [f.name for f in diagnose(mended)]


@pytest.mark.parametrize("case", CASES)
def test_sentences_fit_on_a_line(case):
    assert len(stalled(case)[0].sentence) <= 155


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            "two tanh units, one seed",
            "flat at 0.35 for more than 2,000 steps, a plateau: 2",
        ),
        ("two tanh units, one seed", "2 corners are right and 2 get ½."),
        (
            "two ReLU units, one seed",
            "flat at 0.48 for more than 1,000 steps, a plateau: 3",
        ),
        ("two ReLU units, one seed", "3 corners are right and 1 is wrong."),
        ("two tanh units", "In 7 of 16 seeds"),
        ("two units for drawn points", "% of the training points are right."),
    ],
)
def test_a_plateau_says_what_is_right_and_what_is_not(case, said):
    assert said in stalled(case)[0].sentence


def test_the_losses_are_those_of_theory():
    """Two corners at ½; or three at 1/3, which is the best for one answer to them."""
    half = progress(stalled("two tanh units, one seed")[1])
    assert half.loss[0] == pytest.approx(np.log(2) / 2, rel=0.02)
    third = progress(stalled("two ReLU units, one seed")[1])
    assert third.loss[0] == pytest.approx((2 * np.log(1.5) + np.log(3)) / 4, rel=0.001)


def test_of_a_mixed_ensemble_the_others_are_spoken_of():
    trainer = stalled("two tanh units")[1]
    findings = {finding.name: finding.sentence for finding in diagnose(trainer)}
    assert trainer.solved_now().sum() == 9
    assert findings["solved"].startswith("9 of 16 seeds have solved the problem now")
    assert "The other 7 stand still at a loss of 0.35" in findings["solved"]


@pytest.mark.long
def test_the_estimate_is_about_right():
    """Half of the members that are to solve it by then have done so, give or take a half."""
    finding, trainer = stalled("squares")
    left = int(finding.sentence.split("about ")[1].split(" ")[0].replace(",", ""))
    before = trainer.solved_now().sum()
    going_on = Trainer(trainer.config, history_capacity=300).train(trainer.step + left)
    assert (going_on.solved_now().sum() - before) / (64 - before) > 0.3


def test_the_estimate_is_what_the_loss_needs_at_the_present_pace():
    finding, trainer = stalled("squares")
    losses = trainer.history.column("train_loss")
    quarter = len(losses) // 4
    last, before = losses[-quarter:].mean(0), losses[-2 * quarter : -quarter].mean(0)
    unsolved = ~trainer.solved_now()
    steps = (last - 0.125) / (before - last) * trainer.step / 4
    assert f"about {np.median(steps[unsolved]):,.0f}"[:7] in finding.sentence


def test_a_small_rate_is_slow_where_a_customary_one_would_move():
    finding, trainer = stalled("tanh, SGD")
    assert finding.remedy == {"learning_rate": 0.03}
    assert not progress(trainer).flat.any()


def test_points_that_overlap_are_no_plateau():
    """Nobody could do better than the neighbours of a point."""
    config = RunConfig(noise=0.3, n_points=400, **ADAM, ensemble_size=8)
    trainer = Trainer(config, history_capacity=300).train(3000)
    assert not trainer.solved_now().any()
    assert diagnose(trainer) == []


def test_reachable_accuracy():
    assert reachable_accuracy(make_dataset("truth_table")) == 1
    assert reachable_accuracy(make_dataset("gaussians")) > 0.97
    assert reachable_accuracy(make_dataset("gaussians", noise=1.0)) < 0.9
    x, y = torch.zeros(4, 2), torch.tensor([0.0, 1, 0, 1])
    assert reachable_accuracy(Dataset(x, y, x, y)) == 0


def test_young_and_diverged_runs_have_no_progress():
    assert progress(Trainer(RunConfig()).train(1000)) is None
    trainer = Trainer(RunConfig(learning_rate=10.0, width=64, noise=1.0, activation="relu"))
    if trainer.train(1600).divergence:
        assert progress(trainer) is None


def applied(finding, trainer):
    return Applied(finding.name, finding.remedy, trainer.config.replace(**finding.remedy))


XNOR = spell_points(np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([1, 0, 0, 1.0]))


def test_advice_that_was_followed_is_not_given_again_stronger():
    random = np.random.default_rng(1)
    points = spell_points(random.uniform(-1, 1, (40, 2)), np.arange(40) % 2.0)
    config = RunConfig(dataset="own", points=points, width=32, ensemble_size=4, **ADAM)

    def overfitting(config, followed):
        trainer = Trainer(config, history_capacity=300).train(600)
        return next((f for f in diagnose(trainer, followed) if f.name == "overfitting"), None)

    first = overfitting(config, [])
    assert first.remedy == {"l2": 0.003}
    mended = config.replace(**first.remedy)
    followed = [Applied("overfitting", first.remedy, mended)]
    assert overfitting(mended, []).remedy == {"l2": 0.009}
    second = overfitting(mended, followed)
    assert "l2" not in second.remedy
    assert second.sentence == overfitting(mended, []).sentence
    # Nor another time, where the second one has been followed too.
    third = mended.replace(**second.remedy)
    followed.append(Applied("overfitting", second.remedy, third))
    last = overfitting(third, followed)
    assert last is None or not last.remedy
    # Who takes it back may have it again.
    assert overfitting(config, followed).remedy == first.remedy


def test_a_remedy_that_is_gone_or_was_for_another_problem_does_not_count():
    config = RunConfig(l2=0.003)
    remedy = Applied("overfitting", {"l2": 0.003}, config)
    assert remedy.still_in(config.replace(width=8))
    assert not remedy.still_in(config.replace(l2=0.0))
    assert not remedy.still_in(config.replace(dataset="moons"))


def test_a_finding_without_a_remedy_left_has_no_advice():
    finding = Finding("plateau", "…", {"width": 8}, "Use 8 units a layer", ({"l2": 0.1},))
    other = finding.without({frozenset({"width"})})
    assert (other.remedy, other.advice) == ({"l2": 0.1}, "Use an L2 penalty of 0.1")
    none = finding.without({frozenset({"width"}), frozenset({"l2"})})
    assert (none.remedy, none.advice) == ({}, "")


def test_too_few_points_to_validate_are_no_overfitting():
    config = RunConfig(dataset="own", points=XNOR, train_share=0.95, hidden_layers=1, width=8)
    run = config.replace(optimizer="adam", learning_rate=0.05, batch_size=None, ensemble_size=16)
    trainer = Trainer(run, history_capacity=300).train(2000)
    assert not can_tell(trainer.dataset)
    assert trainer.history.column("validation_loss")[-1].min() > 1
    assert diagnose(trainer) == []


def test_a_solved_run_can_over_fit():
    """Right on 95 % of the points, and surer and surer of the others."""
    trainer = Trainer(RunConfig(ensemble_size=4), quantities=(), scored=False)
    found = []
    for step in range(1, 101):
        rises = 0.25 + 0.2 * max(step - 40, 0) / 60
        scores = {"train_loss": 0.3 / step, "validation_loss": rises, "validation_accuracy": 0.96}
        trainer.history.append([step], {k: np.full((1, 4), v) for k, v in scores.items()})
        found.append([finding.name for finding in diagnose(trainer)])
    assert found[50] == []
    assert found[-1] == ["overfitting"]
    assert "the validation loss rose from 0.25 to 0.44" in diagnose(trainer)[0].sentence


@pytest.mark.long
def test_twelve_tanh_layers_over_fit():
    config = RunConfig(hidden_layers=12, activation="sigmoid", ensemble_size=16)
    vanishing = diagnose(Trainer(config).train(20))[0]
    mended = Trainer(config.replace(**vanishing.remedy)).train(48_000)
    names = [finding.name for finding in diagnose(mended)]
    assert mended.solved_now().sum() > 4
    assert names == ["overfitting", "solved"]
