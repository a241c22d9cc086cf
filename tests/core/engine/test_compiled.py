"""Whatever a run is made of, the compiled engine trains it as the textbook and autograd do."""

from itertools import combinations, product

import numpy as np
import pytest
import torch
from torch.nn.utils import parameters_to_vector

from core import RunConfig, Trainer
from core.activations import ACTIVATIONS
from core.initializers import INITIALIZERS
from core.losses import LOSSES
from core.optimizers import OPTIMIZERS
from tests.core.test_textbook import LEARNING_RATES
from tests.core.textbook import TextbookRun, disagreement, start_both

STEPS, TOLERANCE = 50, 1e-4
BATCHES = (5, 4, None)
PENALTIES = ({}, {"l1": 0.01}, {"l2": 0.02}, {"l1": 0.01, "l2": 0.02, "penalized_layer": 1})


def config_of(optimizer, activation, initializer, loss, batch=5, penalties=0, **choices):
    """15 training points: batches of 5, or of 4 with one of 3, or all of them."""
    return RunConfig(
        **{"n_points": 30, "hidden_layers": 2, "width": 5, "ensemble_size": 3} | choices,
        optimizer=optimizer,
        activation=activation,
        initializer=initializer,
        loss=loss,
        batch_size=batch,
        learning_rate=LEARNING_RATES.get(optimizer, 0.05),
        **PENALTIES[penalties],
    )


def difference(one: Trainer, other: Trainer, member: int = 0) -> float:
    """Greatest difference of a member's parameters, relative to the greatest of them."""
    ours, theirs = (parameters_to_vector(t.member(member).parameters()) for t in (one, other))
    return ((ours - theirs).abs().max() / theirs.abs().max()).item()


def agrees(config: RunConfig, member: int = 0) -> bool:
    """Whether the compiled engine is with the textbook loop, and with autograd, after STEPS.

    Where a gradient cancels to rounding, an optimizer that divides by its size makes a full step of
    it: there autograd and the textbook, which add up the same float32 numbers in another order,
    part from each other as well, and how far they do is the measure.
    """
    compiled, textbook = start_both(config.replace(engine="compiled"), member)
    assert compiled.engine.name == "compiled"
    autograd = Trainer(config.replace(engine="autograd")).train(STEPS)
    compiled.train(STEPS)
    textbook.train(STEPS)
    tolerance = max(TOLERANCE, 10 * disagreement(autograd, textbook, member))
    apart = disagreement(compiled, textbook, member), difference(compiled, autograd, member)
    return max(apart) <= tolerance


def all_pairs() -> list[tuple]:
    """240 combinations in which every two choices meet: the rest of a combination takes turns."""
    chosen = []
    for (i, optimizer), (j, activation) in product(enumerate(OPTIMIZERS), enumerate(ACTIVATIONS)):
        for k, loss in enumerate(LOSSES):
            initializer = [*INITIALIZERS][(i + j + 5 * k) % len(INITIALIZERS)]
            batch = BATCHES[(i + j + k) % len(BATCHES)]
            penalties = (i + j // 3 + 2 * k) % len(PENALTIES)
            chosen.append((optimizer, activation, initializer, loss, batch, penalties))
    return chosen


def test_every_two_choices_meet():
    chosen = all_pairs()
    for one, other in combinations(range(6), 2):
        met = {(c[one], c[other]) for c in chosen}
        assert met == {*product({c[one] for c in chosen}, {c[other] for c in chosen})}


def wrong(chosen) -> list[tuple]:
    """Those combinations that differ by more than rounding."""
    return [combination for combination in chosen if not agrees(config_of(*combination))]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_pairs(optimizer):
    assert not wrong(c for c in all_pairs() if c[0] == optimizer)


@pytest.mark.long
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_combination(optimizer, activation):
    assert not wrong(product([optimizer], [activation], INITIALIZERS, LOSSES))


@pytest.mark.parametrize("n_points", [2, 30, 34, 400])
@pytest.mark.parametrize("hidden_layers", [0, 1, 6])
@pytest.mark.parametrize("width", [1, 4, 7])
def test_shapes(width, hidden_layers, n_points):
    """Blocks of 4 rows, what is left of them, and several blocks of samples."""
    choices = {"width": width, "hidden_layers": hidden_layers, "n_points": n_points}
    config = config_of("sgd", "tanh", "xavier_normal", "bce", None, **choices)
    assert agrees(config, 2)


@pytest.mark.parametrize("batch_size", [1, 16, 130, 150, 1000])
def test_batches(batch_size):
    """Also batches that go through in several blocks, the last of them of one sample."""
    config = config_of("sgd", "tanh", "xavier_normal", "bce", batch_size, n_points=514)
    assert agrees(config)


def test_features():
    config = config_of("adam", "tanh", "kaiming_normal", "bce", features=("x0", "x0x0", "sin_x1"))
    compiled, autograd = (
        Trainer(config.replace(engine=engine)).train(STEPS) for engine in ("compiled", "autograd")
    )
    assert difference(compiled, autograd) <= TOLERANCE


@pytest.mark.parametrize(
    ("optimizer", "settings", "in_torch"),
    [
        ("momentum", {"momentum": 0.5}, {"momentum": 0.5}),
        ("nesterov", {"momentum": 0.5}, {"momentum": 0.5}),
        ("rmsprop", {"alpha": 0.8}, {"alpha": 0.8}),
        ("adadelta", {"rho": 0.5}, {"rho": 0.5}),
        ("adam", {"beta1": 0.5, "beta2": 0.9}, {"betas": (0.5, 0.9)}),
        (
            "adamw",
            {"beta1": 0.5, "beta2": 0.9, "weight_decay": 0.3},
            {"betas": (0.5, 0.9), "weight_decay": 0.3},
        ),
        ("nadam", {"beta1": 0.5, "beta2": 0.9}, {"betas": (0.5, 0.9)}),
        ("radam", {"beta1": 0.5, "beta2": 0.9}, {"betas": (0.5, 0.9)}),
        ("adamax", {"beta1": 0.5, "beta2": 0.9}, {"betas": (0.5, 0.9)}),
    ],
)
def test_parameters_of_the_optimizer(optimizer, settings, in_torch):
    config = config_of(optimizer, "tanh", "xavier_normal", "bce", engine="compiled", **settings)
    trainer, textbook = start_both(config, **in_torch)
    assert disagreement(trainer.train(STEPS), textbook.train(STEPS)) <= TOLERANCE


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_change_in_the_middle_of_a_run(optimizer):
    config = config_of(optimizer, "tanh", "xavier_normal", "bce", engine="compiled")
    trainer, textbook = start_both(config)
    trainer.train(20)
    textbook.train(20)
    trainer.change(learning_rate=0.002, l1=0.01, l2=0.02)
    trainer.set_weight(member=0, layer=0, unit=2, source=1, value=-2)
    textbook.learning_rate, textbook.l1, textbook.l2 = 0.002, 0.01, 0.02
    with torch.no_grad():
        textbook.network[0].weight[2, 1] = -2
    assert disagreement(trainer.train(STEPS), textbook.train(STEPS)) <= TOLERANCE


def test_the_learning_rate_changed_before_the_first_step():
    """Rprop begins with the learning rate of its first step."""
    config = config_of("rprop", "tanh", "xavier_normal", "bce", engine="compiled")
    changed, plain = Trainer(config), Trainer(config.replace(learning_rate=0.002)).train(10)
    changed.change(learning_rate=0.002, l1=0, l2=0)
    assert torch.equal(changed.train(10).ensemble.flat, plain.ensemble.flat)


@pytest.mark.parametrize("optimizer", ["sgd", "nadam"])
@pytest.mark.parametrize("batch_size", [4, None])
def test_a_member_is_the_run_of_its_own_seed_to_the_last_bit(optimizer, batch_size):
    config = RunConfig(optimizer=optimizer, batch_size=batch_size, engine="compiled", seed=5)
    ensemble = Trainer(config.replace(ensemble_size=3)).train(700)
    for member in range(3):
        single = Trainer(config.replace(seed=5 + member)).train(700)
        for ours, its_own in zip(ensemble.ensemble.layers, single.ensemble.layers, strict=True):
            for part, own_part in zip(ours, its_own, strict=True):
                assert torch.equal(part[member], own_part[0])


def test_slices_leave_no_trace():
    """Also where the orders of epochs that were drawn at once are used up."""
    config = RunConfig(optimizer="adam", n_points=30, batch_size=4, engine="compiled")
    whole, sliced = (Trainer(config, history_capacity=16) for _ in range(2))
    whole.train(2000)
    for steps in (1, 0, 510, 1, 1, 700, 787):
        sliced.train(steps)
    assert torch.equal(whole.ensemble.flat, sliced.ensemble.flat)
    assert whole.history.frame().equals(sliced.history.frame())
    for ours, theirs in zip(whole.batch, sliced.batch, strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize("batch_size", [4, None])
def test_the_next_batch(batch_size):
    config = RunConfig(n_points=30, batch_size=batch_size)
    compiled, autograd = (
        Trainer(config.replace(engine=engine)) for engine in ("compiled", "autograd")
    )
    for _ in range(9):
        for ours, theirs in zip(compiled.batch, autograd.batch, strict=True):
            assert torch.equal(ours, theirs)
        compiled.train(1)
        autograd.train(1)


# Divergence


@pytest.mark.parametrize("activation", ["identity", "relu"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_a_run_diverges_at_the_step_of_the_textbook(activation, optimizer):
    config = RunConfig(
        activation=activation, optimizer=optimizer, learning_rate=10, l2=10, engine="compiled"
    )
    trainer = Trainer(config)
    textbook = TextbookRun(trainer.member(0), config, trainer.dataset).train(100)
    first = int(np.flatnonzero(~np.isfinite(textbook.losses))[0])
    trainer.train(100)
    assert trainer.divergence is not None
    assert trainer.step + 1 == trainer.divergence.step == first > 0
    just_before = Trainer(config).train(trainer.step)
    assert just_before.divergence is None
    assert torch.equal(trainer.ensemble.flat, just_before.ensemble.flat)


def test_a_member_that_is_no_number_disturbs_no_other():
    config = RunConfig(ensemble_size=3, engine="compiled", n_points=30)
    broken, plain = Trainer(config), Trainer(config).train(STEPS)
    broken.ensemble.flat[0] = torch.nan
    broken.train(STEPS)
    assert broken.divergence is None
    for ours, theirs in zip(broken.ensemble.weights(), plain.ensemble.weights(), strict=True):
        assert torch.equal(ours[1:], theirs[1:])
        assert torch.isnan(ours[0]).all()


# Time


def test_no_step_but_the_first_begins_when_the_time_is_over():
    trainer = Trainer(RunConfig(engine="compiled"), (), scored=False, history_capacity=2)
    assert trainer.train(seconds=0).step == 1
    assert trainer.train(steps=5, seconds=0).step == 2
    assert trainer.train(steps=5, seconds=1000).step == 7
