"""What was changed by hand, as text and back."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core import RunConfig, Trainer
from core.allowed import ConfigError
from core.changes import (
    CHANGEABLE,
    MOST_CHANGES,
    WEIGHT,
    WEIGHT_LIMITS,
    Change,
    read_changes,
    spell_changes,
)
from tests.core.textbook import disagreement, start_both

CONFIG = RunConfig(hidden_layers=1, width=3, ensemble_size=2)

fields = st.one_of(
    *(
        st.builds(
            Change,
            st.integers(1, 10**9 - 1),
            st.just(name),
            st.floats(RunConfig.allowed(name).low, RunConfig.allowed(name).high),
        )
        for name in CHANGEABLE
    )
)
weights = st.builds(
    Change,
    st.integers(0, 10**9 - 1),
    st.just(WEIGHT),
    st.floats(WEIGHT_LIMITS.low, WEIGHT_LIMITS.high),
    st.tuples(st.integers(0, 1), st.just(0), st.integers(0, 2), st.integers(0, 1)),
)


@given(st.lists(fields | weights, max_size=MOST_CHANGES - len(CHANGEABLE)))
def test_changes_are_read_back_as_they_were_to_the_last_bit(changes):
    changes.sort(key=lambda change: change.step)
    start, read = read_changes(spell_changes(CONFIG, changes), CONFIG)
    assert read == changes
    assert start == {c.field: getattr(CONFIG, c.field) for c in changes if c.field in CHANGEABLE}


def test_no_change_is_no_text():
    assert spell_changes(CONFIG, []) == ""
    assert read_changes("", CONFIG) == ({}, [])


def test_a_text_says_what_it_looks_like():
    changes = [Change(5, "l2", 0.1), Change(5, WEIGHT, -0.5, (0, 1, 0, 2))]
    assert spell_changes(CONFIG, changes) == "0-l2-0.0~5-l2-0.1~5-weight.0.1.0.2--0.5"


@pytest.mark.parametrize(
    "text",
    [
        "~",
        "5",
        "5-l2",
        "5-l2-",
        "5-l2-x",
        "5-l2-nan",
        "5-l2-inf",
        "5-l2-1e999",
        "5-l2--1",
        "5-l2-11",
        "-5-l2-1",
        "5.5-l2-1",
        "٥-l2-1",
        "10000000000-l2-1",
        "5-width-3",
        "5-step-3",
        "5-l2.0-1",
        "5-weight-1",
        "5-weight.0.0.0-1",
        "5-weight.0.0.0.0.0-1",
        "5-weight.0.0.0.9-1",
        "5-weight.2.0.0.0-1",
        "5-weight.....-1",
        "5-weight.0.0.0.0-1001",
        "5-weight.0.0.0.0-nan",
        "5-l2-0.1~3-l2-0.2",
        "~".join(["5-l2-0.1"] * (MOST_CHANGES + 1)),
        "9" * 100_000,
    ],
)
def test_what_is_no_text_of_changes_is_refused_in_words(text):
    with pytest.raises(
        ConfigError, match=r"^changes: .* is not allowed; it takes up to 40 changes"
    ):
        read_changes(text, CONFIG)


@given(st.text(alphabet="0123456789-.~eweightl2 \n\0é", max_size=60))
def test_nothing_else_ever_goes_wrong(text):
    try:
        start, changes = read_changes(text, CONFIG)
    except ConfigError:
        return
    assert read_changes(spell_changes(CONFIG.replace(**start), changes), CONFIG)[1] == changes


def test_a_trainer_remembers_what_was_changed():
    trainer = Trainer(CONFIG).train(3)
    trainer.change(0.1, 0.0, 0.2)
    trainer.change(0.1, 0.0, 0.3)
    trainer.set_weight(1, 0, 2, 1, 0.5)
    trainer.train(2)
    trainer.set_weight(1, 0, 2, 1, 0.25)
    assert trainer.start == CONFIG
    assert trainer.changes == [
        Change(3, "learning_rate", 0.1),
        Change(3, "l2", 0.3),
        Change(3, WEIGHT, 0.5, (1, 0, 2, 1)),
        Change(5, WEIGHT, 0.25, (1, 0, 2, 1)),
    ]
    assert trainer.changed_at == 5


def test_what_changes_before_the_first_step_is_another_start():
    """The gradient that is recorded for step 0 has the new penalty, as in a run of its own."""
    trainer = Trainer(CONFIG)
    trainer.set_weight(0, 0, 0, 0, 0.5)
    trainer.change(0.1, 0.0, 0.2)
    assert trainer.changes == [Change(0, WEIGHT, 0.5, (0, 0, 0, 0))]
    assert trainer.start == CONFIG.replace(learning_rate=0.1, l2=0.2)
    changed, plain = Trainer(CONFIG), Trainer(CONFIG.replace(l2=0.2))
    changed.change(CONFIG.learning_rate, 0.0, 0.2)
    assert changed.history.layers().equals(plain.history.layers())
    assert changed.train(5).history.layers().equals(plain.train(5).history.layers())


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_changes_that_are_applied_are_those_of_the_plain_loop(optimizer):
    trainer, textbook = start_both(
        CONFIG.replace(ensemble_size=1, optimizer=optimizer, dtype="float64")
    )
    trainer.train(4)
    textbook.train(4)
    for change in (Change(4, "learning_rate", 0.2), Change(4, WEIGHT, -1.5, (0, 0, 1, 0))):
        trainer.apply(change)
    textbook.learning_rate = 0.2
    with torch.no_grad():
        textbook.network[0].weight[1, 0] = -1.5
    assert disagreement(trainer.train(20), textbook.train(20)) <= 1e-9
