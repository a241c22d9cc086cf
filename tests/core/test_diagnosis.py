"""Sick runs are told what ails them and how to mend it; healthy ones are left in peace."""

from functools import cache

import numpy as np
import pytest

from core import RunConfig, Trainer
from core.diagnosis import CONSEQUENCES, FINDINGS, diagnose
from core.history import SCORES
from core.losses import LOSSES
from core.own_points import spell_points
from core.quantities import QUANTITIES
from core.success import NOT_YET, wilson_interval
from core.theory import edge_of_stability

FULL_BATCH_TABLE = {
    "dataset": "truth_table",
    "initializer": "torch_default",
    "optimizer": "adam",
    "learning_rate": 0.05,
    "hidden_layers": 1,
    "batch_size": None,
}
RELU_ADAM = {
    "activation": "relu",
    "initializer": "kaiming_normal",
    "optimizer": "adam",
    "learning_rate": 0.01,
}
HEALTHY = {
    "the page's default": {"ensemble_size": 16},
    "one member": {"ensemble_size": 1},
    "ReLU with Adam": RELU_ADAM,
    "ReLU with Adam, one member": RELU_ADAM | {"ensemble_size": 1},
    "deep tanh": {"hidden_layers": 4},
    "full batch": {"batch_size": None},
    "momentum": {"optimizer": "momentum"},
    "circle": {"dataset": "circle"},
    "moons": {"dataset": "moons"},
    "Gaussians": {"dataset": "gaussians"},
    "no hidden layer": {"dataset": "gaussians", "hidden_layers": 0},
    "the book's points": {"dataset": "book_xor"},
    "inputs up to 5": {"dataset": "playground_xor"},
    "weak penalties": {"l1": 1e-4, "l2": 1e-3},
    "a wide network under a penalty": {"l2": 1e-3, "width": 64, "ensemble_size": 4},
    "squared error": {"loss": "mse", "learning_rate": 0.1},
    "truth table": FULL_BATCH_TABLE | {"width": 8, "activation": "sigmoid"},
    "truth table, where many members fail": FULL_BATCH_TABLE | {"width": 2},
}

DEEP_SIGMOID = {"hidden_layers": 12, "activation": "sigmoid"}
LARGE_WEIGHTS = {"initializer": "normal", "weight_scale": 3, "width": 16, "hidden_layers": 4}
EXPLODING = {
    "activation": "relu",
    "initializer": "normal",
    "weight_scale": 2,
    "width": 16,
    "hidden_layers": 8,
}
NOISY = {
    "n_points": 100,
    "noise": 0.3,
    "ensemble_size": 4,
    "train_share": 0.2,
    "width": 32,
    "optimizer": "adam",
    "learning_rate": 0.01,
}
SICK_STARTS = {
    "deep sigmoid": ("vanishing", DEEP_SIGMOID),
    "six sigmoid layers": ("vanishing", {"hidden_layers": 6, "activation": "sigmoid"}),
    "deep ReLU, small weights": (
        "vanishing",
        {"hidden_layers": 12, "activation": "relu", "initializer": "torch_default", "width": 8},
    ),
    "narrow ReLU, Kaiming": (
        "dead",
        {"activation": "relu", "width": 2, "hidden_layers": 8, "initializer": "kaiming_normal"},
    ),
    "narrow ReLU, Xavier": ("dead", {"activation": "relu", "width": 2, "hidden_layers": 8}),
    "one unit a layer": ("vanishing", {"hidden_layers": 12, "activation": "sigmoid", "width": 1}),
    "below what float32 holds": ("vanishing", {"hidden_layers": 40, "activation": "sigmoid"}),
    "tanh, torch's weights": (
        "vanishing",
        {
            "hidden_layers": 12,
            "width": 16,
            "initializer": "torch_default",
            "bias_initializer": "zeros",
        },
    ),
    "deep GELU": ("vanishing", {"hidden_layers": 12, "width": 8, "activation": "gelu"}),
    "tiny weights": (
        "vanishing",
        {
            "hidden_layers": 6,
            "width": 16,
            "activation": "leaky_relu",
            "initializer": "normal",
            "weight_scale": 0.05,
        },
    ),
    "64 layers": (
        "vanishing",
        {"hidden_layers": 64, "activation": "leaky_relu", "initializer": "kaiming_normal"},
    ),
    "deep softplus": (
        "vanishing",
        {
            "hidden_layers": 30,
            "width": 16,
            "activation": "softplus",
            "initializer": "kaiming_normal",
        },
    ),
    "biases of 10": ("saturated", {"bias_initializer": "constant", "bias_constant": 10.0}),
    "biases of -10": (
        "dead",
        {"activation": "relu", "bias_initializer": "constant", "bias_constant": -10.0},
    ),
    "zeros": ("symmetric", {"initializer": "zeros"}),
    "zeros, ReLU": ("symmetric", {"initializer": "zeros", "activation": "relu"}),
    "constant": ("symmetric", {"initializer": "constant"}),
    "large weights": ("saturated", LARGE_WEIGHTS),
    "huge weights": ("saturated", LARGE_WEIGHTS | {"weight_scale": 5}),
    "large ReLU weights": ("exploding", EXPLODING),
    "large deep ReLU weights": ("exploding", EXPLODING | {"weight_scale": 1.2}),
}
"""Case → what is to be found from step 0 on, and first of all."""

SICK_RATES = {
    "SGD at 10": ("learning_rate_too_large", {"learning_rate": 10.0}),
    "SGD at 10, full batch": (
        "learning_rate_too_large",
        {"learning_rate": 10.0, "batch_size": None},
    ),
    "ReLU at 10": ("learning_rate_too_large", {"learning_rate": 10.0, "activation": "relu"}),
    "Adam at 10": ("learning_rate_too_large", {"learning_rate": 10.0, "optimizer": "adam"}),
    "SGD at 1e-5": ("learning_rate_too_small", {"learning_rate": 1e-5}),
    "Adam at 1e-5": ("learning_rate_too_small", {"learning_rate": 1e-5, "optimizer": "adam"}),
}
"""Case → what is to be found after 100 steps."""


def trainer_of(choices, **more):
    return Trainer(RunConfig(**{"ensemble_size": 8} | choices | more), history_capacity=300)


def names(trainer):
    return [finding.name for finding in diagnose(trainer)]


def train_to(trainer, step):
    return trainer.train(max(step - trainer.step, 0))


@cache
def sick(case):
    """The finding of a run that is `case`, the run, and the run of its remedy."""
    name, choices = (SICK_STARTS | SICK_RATES | SICK_LATER)[case]
    trainer = trainer_of(choices).train(1600 if case in SICK_LATER else 150)
    finding = next(finding for finding in diagnose(trainer) if finding.name == name)
    return finding, trainer, Trainer(trainer.config.replace(**finding.remedy))


SICK_LATER = {
    "plateau": ("stuck", {"activation": "sigmoid"}),
    "plateau, squared error": ("stuck", {"activation": "sigmoid", "loss": "mse"}),
    "a straight line for XOR": ("stuck", {"hidden_layers": 0}),
    "noisy points": ("overfitting", NOISY),
    "L2 of 0.1": ("penalty_too_strong", {"l2": 0.1}),
    "L2 of 1": ("penalty_too_strong", {"l2": 1.0, "activation": "relu"}),
    "L1 of 0.1": ("penalty_too_strong", {"l1": 0.1}),
    "a weaker penalty": ("stuck", {"l2": 0.01}),
}
"""Case → what is to be found after 1,600 steps."""


@pytest.mark.parametrize("case", HEALTHY)
@pytest.mark.parametrize("seed", [1, 1001])
def test_a_healthy_run_is_left_in_peace(case, seed):
    trainer = trainer_of(HEALTHY[case], seed=seed, data_seed=seed)
    later = [600, 2000] if case in LONG else [600]
    for step in (0, 1, 10, 30, 100, 300, *(later if seed == 1 else [])):
        assert set(names(train_to(trainer, step))) <= {"solved"}, step


LONG = ("the page's default", "ReLU with Adam", "moons", "weak penalties")
"""Healthy runs that go on until "stuck" may speak."""


@pytest.mark.parametrize("learning_rate", [0.1, 1.0])
def test_a_healthy_full_batch_run_is_not_past_the_edge(learning_rate):
    config = RunConfig(batch_size=None, learning_rate=learning_rate, ensemble_size=8)
    trainer = Trainer(config, probes=["sharpness"])
    for step in (100, 300, 1000):
        assert set(names(train_to(trainer, step))) <= {"solved"}, step


@pytest.mark.parametrize("seed", range(0, 1600, 200))
def test_the_default_run_of_the_page_is_left_in_peace(seed):
    trainer = trainer_of({"ensemble_size": 16}, seed=seed)
    for step in (0, 1, 2, 10, 100):
        assert names(train_to(trainer, step)) == [], step


@pytest.mark.parametrize("case", SICK_STARTS)
def test_a_sick_start_is_found_at_once_and_does_not_flicker(case):
    name, choices = SICK_STARTS[case]
    for seed in range(0, 1000, 333):
        trainer = trainer_of(choices, ensemble_size=16, seed=seed)
        for step in (0, 1, 3, 10, 20):
            assert names(train_to(trainer, step)) == [name], (seed, step)


@pytest.mark.parametrize("case", SICK_RATES)
def test_a_wrong_learning_rate_is_found_within_100_steps(case):
    name, choices = SICK_RATES[case]
    for seed in range(0, 1000, 333):
        trainer = trainer_of(choices, ensemble_size=16, seed=seed)
        for step in (100, 110, 130):
            assert names(train_to(trainer, step))[:1] == [name], (seed, step)


@pytest.mark.parametrize("case", SICK_LATER)
def test_what_shows_later(case):
    finding = sick(case)[0]
    assert finding.name not in names(trainer_of(SICK_LATER[case][1]).train(20))


@pytest.mark.parametrize("case", SICK_STARTS | SICK_RATES | SICK_LATER)
def test_the_remedy_mends(case):
    finding, before, after = sick(case)
    assert finding.remedy
    assert finding.advice.startswith("Use ")
    target = 0.8 * min(last_loss(before), LOSSES[before.config.loss].chance)
    while last_loss(after) > target:
        assert finding.name not in names(after)
        assert after.step < 3000
        after.train(100)


def last_loss(trainer):
    """Median validation loss at the end: what is learned by heart does not count."""
    losses = trainer.history.column("validation_loss")[-8:]
    return np.median(np.nan_to_num(losses, nan=np.inf))


@pytest.mark.parametrize("case", ["deep sigmoid", "zeros"])
def test_stuck_comes_after_its_cause(case):
    name, choices = SICK_STARTS[case]
    assert names(trainer_of(choices, ensemble_size=2).train(1600)) == [name, "stuck"]


def test_sentences_name_numbers():
    vanishing = diagnose(trainer_of(DEEP_SIGMOID, ensemble_size=16))[0].sentence
    assert vanishing.startswith("In 16 of 16 seeds")
    norms = trainer_of(DEEP_SIGMOID, ensemble_size=16).history.column("gradient_norm")[0]
    falls = 2 * np.log10(norms[:, 0] / norms[:, -1]) + np.log10(4 / 8)
    fall = np.sort(falls)[8]
    exponent = f"{fall:.0f}".translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    assert f"10{exponent} of the last" in vanishing
    assert f"factor of {10 ** (-fall / 12):.2g} a layer" in vanishing
    dead = diagnose(trainer_of(SICK_STARTS["narrow ReLU, Kaiming"][1]))[0].sentence
    assert dead.endswith("(theory for the start: at most 90%).")
    assert (
        "In this network"
        in diagnose(trainer_of({"initializer": "zeros"}, ensemble_size=1))[0].sentence
    )


def test_theory_of_dead_units_speaks_of_biases_at_zero_only():
    choices = SICK_STARTS["narrow ReLU, Kaiming"][1]
    biased = trainer_of(choices, bias_initializer="constant", bias_constant=-2.0)
    assert "theory" not in diagnose(biased)[0].sentence


def test_a_diverged_run():
    config = RunConfig(width=64, activation="relu", loss="bce", learning_rate=10.0, noise=1.0)
    trainer = Trainer(config.replace(dataset="playground_xor", optimizer="momentum")).train(300)
    assert trainer.divergence
    finding = diagnose(trainer)[0]
    assert finding.name == "learning_rate_too_large"
    assert str(trainer.divergence) in finding.sentence
    assert finding.remedy == {"learning_rate": 0.03}


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("share", [0.9, 1.1, 1.3])
def test_past_the_edge_of_stability(optimizer, share):
    config = RunConfig(batch_size=None, optimizer=optimizer, ensemble_size=4)
    trainer = Trainer(config, quantities=(), scored=False)
    line = edge_of_stability(config) or 1.0
    for reading in range(1, 10):
        assert names(trainer) == (
            ["past_the_edge"] if reading > 5 and share == 1.3 and optimizer != "adam" else []
        )
        # A member that diverged has no sharpness, and most steps have no reading.
        sharpness = np.array([[share, share, share, np.nan]]) * line
        trainer.history.append([2 * reading], {"sharpness": sharpness})
        trainer.history.append([2 * reading + 1], {})
    if names(trainer):
        remedy = diagnose(trainer)[0].remedy
        assert share * line < edge_of_stability(config.replace(**remedy))


def test_a_catapult_at_the_start_is_not_past_the_edge():
    config = RunConfig(batch_size=None)
    trainer = Trainer(config, quantities=(), scored=False)
    for step in range(1, 20):
        share = 3 if step < 4 else 1
        trainer.history.append(
            [step], {"sharpness": np.array([[share * 2 / config.learning_rate]])}
        )
        assert names(trainer) == []


def test_underflow_is_no_power_of_ten():
    sentence = sick("below what float32 holds")[0].sentence
    assert sentence.endswith("is smaller than float32 can hold.")
    assert "factor" not in sentence


def test_the_gradient_of_a_penalty_is_no_explosion():
    for choices in ({}, {"activation": "relu", "initializer": "kaiming_normal"}):
        trainer = trainer_of(choices, l2=10.0, width=64)
        for step in (0, 1, 5):
            assert names(train_to(trainer, step)) == [], step
        assert names(train_to(trainer, 50)) == ["penalty_too_strong"]


def test_every_layer_makes_the_signal_larger_is_said_where_it_does():
    claim = "every layer makes the signal larger"
    assert claim in sick("large ReLU weights")[0].sentence
    choices = EXPLODING | {"hidden_layers": 6}
    trainer = trainer_of(choices, ensemble_size=1)
    shrinking = np.array([1.0, 0.5, 1, 10, 100, 1000, 1e4])
    trainer.history.column("activation_variance")[0] = shrinking
    (finding,) = diagnose(trainer)
    assert finding.name == "exploding"
    assert claim not in finding.sentence


def test_a_rate_is_not_blamed_for_what_another_did():
    trainer = trainer_of({"learning_rate": 10.0, "ensemble_size": 16}).train(100)
    assert names(trainer) == ["learning_rate_too_large"]
    trainer.change(0.01, 0.0, 0.0)
    for step in (100, 101, 110, 150):
        assert "learning_rate_too_large" not in names(train_to(trainer, step)), step


def test_a_rate_that_became_too_large_is_blamed():
    trainer = trainer_of({"ensemble_size": 16}).train(1500)
    trainer.change(10.0, 0.0, 0.0)
    assert "learning_rate_too_large" not in names(trainer)
    for step in (1520, 1550):
        assert names(train_to(trainer, step))[:1] == ["learning_rate_too_large"], step


def test_a_rate_is_not_blamed_for_what_a_hand_did():
    trainer = trainer_of({}, ensemble_size=1, seed=3).train(1500)
    layer = len(trainer.ensemble.weights()) - 1
    for unit in range(4):
        trainer.set_weight(0, layer, 0, unit, 30.0)
    for step in (1501, 1511, 1531):
        assert "learning_rate_too_large" not in names(train_to(trainer, step)), step


def test_a_rate_that_became_too_small_is_judged_by_its_own_steps():
    trainer = trainer_of({"learning_rate": 1e-5}).train(200)
    assert names(trainer) == ["learning_rate_too_small"]
    trainer.change(0.03, 0.0, 0.0)
    assert names(trainer.train(100)) == []


def test_what_was_solved_once_is_not_solved_for_ever():
    trainer = trainer_of({"dataset": "gaussians"}, ensemble_size=1).train(300)
    assert names(trainer) == ["solved"]
    lose(trainer, 0)
    trainer.train(2)  # the history records every second step by now
    assert trainer.history.column("validation_accuracy")[-1] < 0.9
    assert "solved" not in names(trainer)
    assert trainer.solved[0] != NOT_YET


def test_one_point_solves_nothing_and_loses_no_signal():
    trainer = trainer_of({"n_points": 2})
    assert (trainer.scores().validation_accuracy == 1).any()
    for step in (0, 1, 10):
        assert names(train_to(trainer, step)) == [], step
    assert (trainer.solved == NOT_YET).all()


def test_an_infinite_validation_loss_is_no_overfitting():
    trainer = trainer_of(NOISY).train(40)
    losses = trainer.history.column("validation_loss")
    losses[-20:] = np.inf
    trainer.history.column("train_loss")[-20:] = 0.01
    assert "overfitting" not in names(trainer)


def test_stuck_says_what_it_measured():
    finding, trainer, _ = sick("a straight line for XOR")
    loss = np.median(trainer.history.column("train_loss")[-1])
    assert f"{loss:.2f} for more than 700 steps" in finding.sentence
    assert "one answer for all points" in finding.sentence
    assert "coin" not in finding.sentence


def test_a_penalty_is_part_of_the_remedy_of_stuck():
    finding, _, _ = sick("a weaker penalty")
    assert finding.remedy["l2"] == 0
    assert "penalty" in finding.sentence


def test_past_the_edge_of_a_real_run():
    config = RunConfig(batch_size=None, learning_rate=3.0, ensemble_size=8)
    trainer = Trainer(config, probes=["sharpness"]).train(120)
    finding = next(finding for finding in diagnose(trainer) if finding.name == "past_the_edge")
    assert finding.sentence.startswith("In ")
    mended = Trainer(config.replace(**finding.remedy), probes=["sharpness"])
    for step in (120, 300, 600):
        assert "past_the_edge" not in names(train_to(mended, step))


def test_batches_have_another_edge():
    config = RunConfig(batch_size=10, learning_rate=3.0, ensemble_size=8)
    trainer = Trainer(config, quantities=(), scored=False)
    for step in range(1, 10):
        trainer.history.append([step], {"sharpness": np.full((1, 8), 10.0)})
    assert names(trainer) == []


def test_solved_of_one_member():
    trainer = trainer_of({"dataset": "gaussians"}, ensemble_size=1).train(300)
    (finding,) = diagnose(trainer)
    assert finding.sentence.startswith("This network has solved the problem (95% of the")
    assert finding.sentence.endswith(f"at step {trainer.solved[0]:,}.")
    assert "interval" not in finding.sentence


def test_solved_of_few_members_has_no_interval():
    trainer = trainer_of({"dataset": "gaussians"}, ensemble_size=2).train(300)
    (finding,) = diagnose(trainer)
    assert finding.sentence == (
        "2 of 2 seeds have solved the problem now (95% of the validation points right)."
    )
    lose(trainer, 0)
    (finding,) = diagnose(trainer)
    assert finding.sentence.startswith("1 of 2 seeds has solved the problem now")
    assert finding.sentence.endswith(". The other 1 had solved it before.")


def lose(trainer, member):
    """Turn every answer of a member round."""
    layer = len(trainer.ensemble.weights()) - 1
    for unit, weight in enumerate(trainer.ensemble.weights()[layer][member, 0].tolist()):
        trainer.set_weight(member, layer, 0, unit, -10 * weight)


@pytest.mark.parametrize("case", SICK_STARTS | SICK_RATES | SICK_LATER)
def test_sentences_fit_on_a_line_and_remedies_on_the_page(case):
    finding = sick(case)[0]
    assert len(finding.sentence) <= 155
    assert "nan" not in finding.sentence
    limits = {"hidden_layers": 12, "width": 64, "n_points": 1000, "learning_rate": 10}
    for field, most in limits.items():
        assert finding.remedy.get(field, 1) <= most


def test_solved_says_how_many_now_and_what_the_others_do():
    trainer = trainer_of({"learning_rate": 0.3, "width": 8, "ensemble_size": 16}).train(700)
    now = trainer.solved_now()
    assert 0 < now.sum() < (trainer.solved != NOT_YET).sum()  # some have lost it again
    low, high = wilson_interval(int(now.sum()), 16)
    (finding,) = diagnose(trainer)
    assert finding.sentence.startswith(f"{now.sum()} of 16 seeds have solved the problem now")
    assert f", 95% interval {low:.0%} to {high:.0%}. " in finding.sentence
    assert f"{(~now & (trainer.solved != NOT_YET)).sum()} had solved it before" in finding.sentence
    assert (finding.remedy, finding.advice) == ({}, "")


@pytest.mark.parametrize("missing", [*QUANTITIES, "scores"])
def test_a_history_that_lacks_a_quantity(missing):
    """What needs it is silent, and what does not still speaks."""
    quantities = [name for name in QUANTITIES if name != missing]
    trainer = Trainer(RunConfig(**DEEP_SIGMOID), quantities, scored=missing != "scores").train(20)
    needed = missing in ("gradient_norm", "activation_variance", "scores")
    assert ("vanishing" in names(trainer)) is not needed


def test_nothing_recorded():
    trainer = Trainer(RunConfig(**DEEP_SIGMOID), quantities=(), scored=False).train(20)
    assert names(trainer) == []
    assert not set(SCORES) & set(trainer.history.frame().columns)


@pytest.mark.parametrize(
    "choices",
    [
        {"hidden_layers": 0, "activation": "relu"},
        {"width": 1, "initializer": "zeros"},
        {"hidden_layers": 64, "activation": "sigmoid"},
        {"hidden_layers": 64, "initializer": "normal", "weight_scale": 10, "activation": "relu"},
        {"n_points": 2},
    ],
)
def test_odd_networks(choices):
    """Whatever is said, its remedy is a config that the present one differs from."""
    trainer = trainer_of(choices)
    for step in (0, 5, 30):
        for finding in diagnose(train_to(trainer, step)):
            assert bool(finding.remedy) == bool(finding.advice) == (finding.name != "solved")
            if finding.remedy:
                assert trainer.config.replace(**finding.remedy) != trainer.config


def test_causes_come_before_their_consequences():
    order = list(FINDINGS)
    for cause, consequences in CONSEQUENCES.items():
        assert all(order.index(cause) < order.index(name) for name in consequences)


def test_every_finding_has_the_name_of_its_entry():
    found = {sick(case)[0].name for case in SICK_STARTS | SICK_RATES | SICK_LATER}
    later = {"past_the_edge", "solved", "plateau", "slow"}  # they have tests of their own
    assert found | later == set(FINDINGS)


def test_own_points_cannot_become_more():
    """Labels that mean nothing are learned by heart; a penalty is all that can be advised."""
    random = np.random.default_rng(1)
    points = spell_points(random.uniform(-1, 1, (40, 2)), np.arange(40) % 2.0)
    wide = {"width": 32, "optimizer": "adam", "learning_rate": 0.01}
    trainer = trainer_of({"dataset": "own", "points": points, **wide}).train(600)
    (finding,) = [f for f in diagnose(trainer) if f.name == "overfitting"]
    assert finding.remedy == {"l2": 0.003}
