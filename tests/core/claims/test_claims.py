"""Every claim is measured; what it says can be checked, and it can fail."""

import importlib
import math
from dataclasses import replace
from functools import cache

import pytest

from core.claims import (
    CLAIMS,
    ClaimTask,
    born_dead,
    edge_of_stability,
    glorot,
    he,
    logistic_regression,
    xor_success,
)
from core.claims.claim import Claim, Experiment
from core.claims.edge_of_stability import Descent
from core.initializers import INITIALIZERS
from core.tasks import Progress, run_to_completion, trained

LONG = {"xor_success"}
"""Claims that take minutes; tests of their own measure a part of them."""

DISAGREEING = {"glorot": {"standard: ratio of activation variances, mean of layers 2 to 5"}}
"""What the sources say and is not so here."""

SHARES = ("share", "accuracy", "one input", "inputs across", "hidden units")
"""Words for results that are 1 at most."""


@cache
def steps_and_measurement(name):
    """What measuring a claim shows on the way, and gives."""
    work, seen = CLAIMS[name].measure(), []
    while True:
        try:
            seen.append(next(work))
        except StopIteration as finished:
            return seen, finished.value


MEASURED = [pytest.param(name, marks=pytest.mark.long if name in LONG else ()) for name in CLAIMS]


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_is_one_file_and_says_where_it_stands(name):
    claim = CLAIMS[name]
    assert importlib.import_module(f"core.claims.{name}").CLAIM is claim
    assert claim.title
    assert claim.statement.endswith(".")
    assert claim.setting.endswith(".")
    assert not claim.remark or claim.remark.endswith(".")
    source = claim.source
    assert source.authors
    assert source.title
    assert source.place
    assert 1950 < source.year < 2100
    assert source.url.startswith("https://")
    assert claim.cost > 0


def test_no_two_claims_have_one_title():
    assert len({claim.title for claim in CLAIMS.values()}) == len(CLAIMS)


@pytest.mark.parametrize("name", MEASURED)
def test_what_is_measured_agrees_but_for_what_is_known_not_to(name):
    _, measurement = steps_and_measurement(name)
    assert measurement.finished
    assert measurement.of_statement
    failed = {row.what for row in measurement.rows if not row.agrees}
    assert failed == DISAGREEING.get(name, set())
    assert measurement.agrees == (failed <= {row.what for row in measurement.asides})


@pytest.mark.parametrize("name", MEASURED)
def test_a_claim_tells_how_far_it_is(name):
    seen, measurement = steps_and_measurement(name)
    shares = [progress.share for progress in seen]
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] <= 1
    for progress in seen:
        assert not progress.partial_result.finished
        assert not progress.partial_result.agrees
        rows = progress.partial_result.rows
        assert rows == measurement.rows[: len(rows)]


@pytest.mark.parametrize("name", MEASURED)
def test_every_row_can_fail(name):
    _, measurement = steps_and_measurement(name)
    assert len({(row.what, row.origin) for row in measurement.rows}) == len(measurement.rows)
    for row in measurement.rows:
        assert row.expected
        assert row.tolerance
        for place, (low, high) in enumerate(zip(row.low, row.high, strict=True)):
            wrong = possible_beyond(row, low, high)
            assert wrong
            for value in (*wrong, math.nan):
                moved = [*row.measured]
                moved[place] = value
                assert not replace(row, measured=tuple(moved)).agrees


def possible_beyond(row, low, high):
    """Numbers just beyond the tolerance that could be measured: none is negative or infinite."""
    most = 1 if any(word in row.what for word in SHARES) else math.inf
    beyond = (math.nextafter(low, -math.inf), math.nextafter(high, math.inf))
    return [value for value in beyond if 0 <= value <= most and value < math.inf]


def test_the_same_claim_gives_the_same_numbers():
    again = run_to_completion(ClaimTask("orthogonal").run())
    assert again == steps_and_measurement("orthogonal")[1]


# Claims about something else ----------------------------------------------------------------------


def failing(work):
    """What does not agree of the rows that a part of a claim gives."""
    return {row.what for row in run_to_completion(work) if not row.agrees}


def fails(name):
    return not run_to_completion(CLAIMS[name].measure()).agrees


@pytest.mark.parametrize(
    ("name", "start", "instead"),
    [
        ("orthogonal", "orthogonal", "lecun_normal"),
        ("orthogonal", "lecun_normal", "orthogonal"),
        ("torch_default", "torch_default", "lecun_normal"),
        ("symmetry", "xavier_normal", "zeros"),
    ],
)
def test_of_another_start_a_claim_is_not_true(name, start, instead, monkeypatch):
    monkeypatch.setitem(INITIALIZERS, start, INITIALIZERS[instead])
    assert fails(name)


@pytest.mark.parametrize("variance", he.STARTS)
def test_the_other_variance_has_the_other_signal(variance, monkeypatch):
    monkeypatch.setattr(he, "DRAWS", 1)
    assert not failing(he.signal(variance))
    (other,) = (start for name, (start, *_) in he.STARTS.items() if name != variance)
    monkeypatch.setitem(INITIALIZERS, he.STARTS[variance][0], INITIALIZERS[other])
    assert failing(he.signal(variance)) == {
        f"Var {variance}: E[z²], layer 30 over layer 1, median of 1 draws",
        f"Var {variance}: gradient variance, layer 1 over layer 30, median of 1 draws",
    }


def test_weights_of_a_larger_variance_pass_a_growing_gradient_back(monkeypatch):
    monkeypatch.setitem(INITIALIZERS, "torch_default", INITIALIZERS["kaiming_normal"])
    assert {
        "standard: gradient variance, layer below over layer above, largest of 4",
        "activation std, layer 5 over layer 1: normalized over standard",
        "gradient variance, layer 1 over layer 5: normalized over standard",
    } <= failing(glorot.signals())


def test_with_a_hidden_layer_the_truth_table_is_learned(monkeypatch):
    config = logistic_regression.CONFIG.replace(hidden_layers=1, width=8, optimizer="adam")
    monkeypatch.setattr(logistic_regression, "CONFIG", config.replace(learning_rate=0.05))
    assert fails("logistic_regression")


def test_wider_networks_die_less(monkeypatch):
    monkeypatch.setattr(born_dead, "WIDTH", 3)
    rows = run_to_completion(CLAIMS["born_dead"].measure()).rows
    assert [row.agrees for row in rows] == [True] * 3 + [False] * 4


def test_before_the_sharpness_has_risen_it_does_not_hover():
    descent = Descent("XOR", {"dataset": "xor"}, first=16, last=64)
    start, lowest, highest, falling = run_to_completion(edge_of_stability.climb(descent))
    assert start.agrees
    assert not lowest.agrees
    assert not highest.agrees
    first, last = (
        run_to_completion(trained(descent.config, steps)).scores().train_loss.item()
        for steps in (16, 64)
    )
    assert falling.measured == pytest.approx((last / first,))
    assert falling.agrees


def test_a_loss_that_rises_does_not_go_on_falling():
    """So much momentum carries the weights far beyond the minimum."""
    choices = {"dataset": "xor", "optimizer": "momentum", "momentum": 0.99}
    *_, falling = run_to_completion(
        edge_of_stability.climb(Descent("XOR", choices, first=152, last=184))
    )
    assert not falling.agrees


# The success rates --------------------------------------------------------------------------------


def test_success_is_counted_over_the_seeds_of_the_claim():
    """Two steps solve nothing; test_xor_success.py tests the rates."""
    recipe = replace(xor_success.RECIPES[0], steps=2)
    (row,) = run_to_completion(xor_success.rows(recipe, 2, members=40))
    assert row.measured == (0.0,)
    assert recipe.config(2, 40, xor_success.FIRST_SEED).seed == 10_001
    assert not row.agrees


def test_every_recipe_and_width_is_an_experiment():
    assert len(CLAIMS["xor_success"].experiments) == 12


# The parts ----------------------------------------------------------------------------------------


def test_experiments_are_done_in_turn_and_weigh_what_they_cost():
    def working(name):
        def work():
            yield Progress(0.0)
            yield Progress(0.5)
            return (name,)

        return work

    base = CLAIMS["symmetry"]
    claim = Claim(
        base.title,
        base.statement,
        base.source,
        base.setting,
        (Experiment(1.0, working("one")), Experiment(3.0, working("two"))),
    )
    work = claim.measure()
    seen = [next(work) for _ in range(4)]
    assert [progress.share for progress in seen] == [0, 1 / 8, 1 / 4, 5 / 8]
    assert [progress.partial_result.rows for progress in seen] == [(), (), ("one",), ("one",)]
    assert run_to_completion(claim.measure()).rows == ("one", "two")
    assert claim.cost == 4
