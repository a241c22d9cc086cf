"""What a run does with the requests of its browser."""

from itertools import count
from types import SimpleNamespace

import numpy as np
import pytest
from torch.nn.utils import parameters_to_vector

from core import RunConfig, Trainer
from core.changes import MOST_CHANGES, read_changes
from web.live.run import SPEEDS, Run, Speed, describe_divergence

CONFIG = RunConfig(n_points=30, batch_size=4, width=3)  # 15 training points: 4 steps an epoch
DIVERGES = RunConfig(activation="identity", learning_rate=10, batch_size=None, l2=10)
AT_ONCE = Speed("", frames=1, steps=10**6)


def step_of(trainer):
    return trainer.step


def ask(run, kind, speed=SPEEDS["1"]):
    return run.answer(kind, speed, step_of)


@pytest.fixture
def patient(monkeypatch):
    """A clock that stands still: a tick takes all the steps that were asked for."""
    for module in ("core.trainer", "web.live.run"):
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(perf_counter=lambda: 0.0))


@pytest.fixture
def hasty(monkeypatch):
    """A clock that jumps: the time of a tick is over after one step."""
    hours = count(step=3600)
    monkeypatch.setattr("core.trainer.time", SimpleNamespace(perf_counter=lambda: next(hours)))


@pytest.fixture
def diverged(patient):
    run = Run(DIVERGES)
    run.answer("play", AT_ONCE, step_of)
    return run


def test_step_takes_one_step_and_shows_it():
    run = Run(CONFIG)
    assert ask(run, "step") == [1]
    assert ask(run, "step") == [2]
    assert not run.catching_up


def test_epoch_goes_on_to_the_next_boundary(patient):
    run = Run(CONFIG)
    assert run.trainer.steps_per_epoch == 4
    assert ask(run, "epoch") == [4]
    assert ask(run, "epoch") == [8]
    ask(run, "step")
    assert ask(run, "epoch") == [12]


@pytest.mark.parametrize("name", [name for name, speed in SPEEDS.items() if speed.steps])
def test_play_shows_as_many_pictures_and_steps_as_the_speed_says(patient, name):
    speed = SPEEDS[name]
    expected = [speed.steps * (i + 1) for i in range(speed.frames)]
    assert ask(Run(CONFIG), "play", speed) == expected


def test_play_without_a_number_of_steps_lasts_as_long_as_its_time(hasty):
    assert ask(Run(CONFIG), "play", SPEEDS["max"]) == [*range(1, SPEEDS["max"].frames + 1)]


@pytest.mark.parametrize("kind", ["pause", "view", "catch_up", "", "__init__", "train"])
def test_other_requests_train_nothing(kind):
    run = Run(CONFIG)
    ask(run, "step")
    assert ask(run, kind) == [1]
    assert run.trainer.step == 1


def test_a_slow_machine_catches_up_over_several_ticks_and_stops_at_the_step(hasty):
    run = Run(CONFIG, step=5)
    assert [ask(run, "catch_up")[0] for _ in range(4)] == [1, 2, 3, 4]
    assert run.catching_up
    assert ask(run, "catch_up") == [5]
    assert not run.catching_up
    assert ask(run, "catch_up") == [5]


def test_a_run_that_is_cancelled_on_its_way_stays_and_plays_on_from_there(hasty):
    run = Run(CONFIG, step=5)
    assert [ask(run, "catch_up")[0] for _ in range(2)] == [1, 2]
    assert ask(run, "cancel") == [2]
    assert not run.catching_up
    assert ask(run, "catch_up") == [2]
    assert ask(run, "step") == [3]


def test_an_epoch_longer_than_a_tick_is_finished_by_the_next_ones(hasty):
    run = Run(CONFIG)
    assert ask(run, "epoch") == [1]
    assert run.catching_up
    assert [ask(run, "catch_up")[0] for _ in range(4)] == [2, 3, 4, 4]


def test_play_first_goes_to_the_step_that_was_asked_for(patient):
    run = Run(CONFIG, step=100)
    assert ask(run, "play", SPEEDS["1"]) == [100]
    assert not run.catching_up
    assert ask(run, "play", SPEEDS["1"]) == [*range(101, 101 + SPEEDS["1"].frames)]


def test_a_run_gives_the_numbers_of_a_plain_trainer(patient):
    run = Run(CONFIG.replace(optimizer="adam"), step=3)
    for kind in ("catch_up", "play", "step", "pause", "epoch", "step"):
        ask(run, kind, Speed("", frames=8, steps=5))
    plain = Trainer(run.config).train(run.trainer.step)
    assert run.trainer.step == 3 + 8 * 5 + 1 + 4 + 1
    assert parameters_to_vector(run.trainer.member(0).parameters()).equal(
        parameters_to_vector(plain.member(0).parameters())
    )
    assert run.trainer.history.frame().equals(plain.history.frame())


# Changes on the way


@pytest.mark.parametrize("change", [{"learning_rate": 0.5}, {"l1": 0.01}, {"l2": 0.01}])
def test_a_change_on_the_way_keeps_the_run(change):
    run = Run(CONFIG)
    run.trainer.train(3)
    trainer = run.trainer
    assert run.apply_config(CONFIG.replace(**change))
    assert run.trainer is trainer
    assert run.config == CONFIG.replace(**change)
    ((name, value),) = change.items()
    assert run.changes == f"0-{name}-{getattr(CONFIG, name)}~3-{name}-{value}"
    assert ask(run, "step") == [4]
    assert not run.apply_config(CONFIG.replace(seed=2, **change))


@pytest.mark.parametrize("change", [{"learning_rate": 0.5}, {"l1": 0.01}, {"l2": 0.01}])
def test_a_change_before_the_first_step_is_the_run_of_the_new_config(patient, change):
    run, new = Run(CONFIG), CONFIG.replace(**change)
    assert run.apply_config(new)
    assert run.changes == ""
    ask(run, "epoch")
    assert parameters_to_vector(run.trainer.member(0).parameters()).equal(
        parameters_to_vector(Trainer(new).train(4).member(0).parameters())
    )


def test_the_same_config_changes_nothing():
    run = Run(CONFIG)
    run.trainer.train(3)
    assert run.apply_config(CONFIG)
    assert run.replayable


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 2},
        {"data_seed": 2},
        {"width": 4},
        {"hidden_layers": 0},
        {"optimizer": "adam"},
        {"batch_size": None},
        {"dataset": "moons"},
        {"learning_rate": 0.5, "activation": "relu"},
    ],
)
def test_other_changes_need_another_run_and_leave_this_one_alone(change):
    run = Run(CONFIG)
    assert not run.apply_config(CONFIG.replace(**change))
    assert run.config == CONFIG
    assert run.replayable


def test_runs_are_told_apart_by_number():
    assert Run(CONFIG).number != Run(CONFIG).number


def changed_on_its_way(slices):
    """A run with changes of all kinds, in slices of so many steps, and 5 steps after the last."""
    run = Run(CONFIG.replace(optimizer="adam", ensemble_size=2))
    take(run, 7, slices)
    run.apply_config(run.config.replace(learning_rate=0.5))
    take(run, 4, slices)
    run.apply_config(run.config.replace(l2=0.1))
    run.set_weight(1, {"layer": 1, "unit": 2, "source": 0, "value": -0.5})
    take(run, 1, slices)
    run.apply_config(run.config.replace(learning_rate=0.01, l2=0.0))
    take(run, 5, slices)
    return run


def take(run, steps, slices=100):
    while steps:
        now = min(steps, slices)
        run.answer("play", Speed("", frames=1, steps=now), step_of)
        steps -= now


def again(run, **more):
    """A new run from what an address says of another one."""
    start, changes = read_changes(run.changes, run.config)
    return Run(run.config.replace(**start), changes=changes, **more)


def same(run, other):
    return run.trainer.ensemble.flat.equal(
        other.trainer.ensemble.flat
    ) and run.trainer.history.layers().equals(other.trainer.history.layers())


@pytest.mark.parametrize("slices", [1, 3, 100])
def test_a_changed_run_is_had_again_from_its_address(patient, slices):
    run = changed_on_its_way(slices)
    replayed = again(run, step=run.trainer.step)
    assert replayed.catching_up
    assert replayed.config == run.config
    assert ask(replayed, "catch_up") == [17]
    assert same(replayed, run)
    assert replayed.changes == run.changes


def test_a_changed_run_is_had_again_a_step_at_a_time(hasty):
    run = Run(CONFIG)
    take(run, 2, slices=1)
    run.apply_config(CONFIG.replace(learning_rate=0.5))
    take(run, 2, slices=1)
    replayed = again(run, step=4)
    while replayed.catching_up:
        ask(replayed, "catch_up")
    assert same(replayed, run)


def test_changes_that_are_still_ahead_come_while_it_plays(patient):
    run = changed_on_its_way(100)
    early = again(run, step=3)
    ask(early, "catch_up")
    assert early.trainer.config.learning_rate == 0.03
    assert early.config == run.config
    assert early.apply_config(run.config)
    take(early, 14, slices=5)
    assert same(early, run)
    assert early.changes == run.changes


def test_what_changes_while_a_run_catches_up_changes_at_the_end_of_it(patient):
    run = changed_on_its_way(100)
    replayed = again(run, step=17)
    assert replayed.apply_config(run.config.replace(l1=0.2))
    assert replayed.config.l1 == 0.2
    ask(replayed, "catch_up")
    assert run.trainer.ensemble.flat.equal(replayed.trainer.ensemble.flat)
    assert replayed.config == run.config.replace(l1=0.2)
    assert replayed.changes.endswith("~17-l1-0.2")


def test_so_many_changes_fit_into_an_address():
    run = Run(CONFIG)
    for i in range(MOST_CHANGES - 1):
        assert run.replayable
        take(run, 1)
        run.apply_config(CONFIG.replace(learning_rate=0.1 + i / 100))
    assert run.replayable
    assert again(run, step=run.trainer.step).config == run.config
    take(run, 1)
    run.apply_config(CONFIG)
    assert not run.replayable


# Divergence


def test_a_diverging_run_stops_and_keeps_its_pictures(patient):
    run = Run(DIVERGES)
    pictures = run.answer("play", Speed("", frames=1000, steps=1), step_of)
    assert run.trainer.divergence
    assert 1 < len(pictures) < 1000
    assert pictures == [*range(1, len(pictures)), run.trainer.step]
    assert run.trainer.step + 1 == run.trainer.divergence.step


def test_a_diverged_run_goes_no_further(diverged):
    stopped_at = diverged.trainer.step
    for kind in ("play", "step", "epoch", "catch_up"):
        assert ask(diverged, kind) == [stopped_at]
        assert not diverged.catching_up


def test_the_end_of_a_run_names_the_step(diverged):
    text = diverged.stopped
    assert f"after step {diverged.trainer.divergence.step:,} the loss is" in text
    assert "learning_rate_too_large" in [finding.name for finding in diverged.findings()]


def test_a_run_that_begins_infinite_ends_there():
    run = Run(CONFIG)
    run.trainer.ensemble.flat.fill_(float("inf"))
    assert ask(run, "play") == [0]
    assert "after step 0" in run.stopped


def test_a_healthy_run_has_no_end():
    run = Run(CONFIG)
    ask(run, "step")
    assert run.stopped is None
    assert describe_divergence(run.trainer) is None


def test_trouble_stops_a_run():
    run = Run(CONFIG, step=10)
    run.failure = "out of memory"
    assert run.stopped == "out of memory"
    assert not run.catching_up
    assert ask(run, "catch_up") == [0]


def test_nobody_touches_a_run_while_it_trains_or_is_drawn():
    """Streamlit begins the next run of a page while the last may still be in a tick."""
    run = Run(CONFIG)
    assert run.answer("step", SPEEDS["1"], lambda _: run.lock.locked()) == [True]
    assert run.answer("play", SPEEDS["slowest"], lambda _: run.lock.locked()) == [True]
    assert run.render(lambda _: run.lock.locked()) == [True]
    assert not run.lock.locked()


# Diagnosis, probes, weights by hand


def test_a_diagnosis_that_fails_leaves_the_run_alone(monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("web.live.run.diagnose", fail)
    run = Run(CONFIG)
    assert run.findings() == []
    assert "secret" in caplog.text
    assert ask(run, "step") == [1]


def test_probes_are_read_from_the_start_and_while_their_panel_is_shown():
    run = Run(CONFIG, panels=["loss", "sharpness"])
    run.trainer.train(20)
    run.set_probes(["loss"])
    run.trainer.train(20)
    run.set_probes(["gradient_noise"])
    run.trainer.train(20)
    read = {
        name: run.trainer.history.steps()[
            np.isfinite(run.trainer.history.column(name)).reshape(61, -1).any(axis=1)
        ].tolist()
        for name in ("sharpness", "gradient_noise")
    }
    assert read == {"sharpness": [0, 16], "gradient_noise": [48]}


def test_a_tick_ends_when_its_time_is_over(monkeypatch, patient):
    hours = count(step=3600)
    monkeypatch.setattr("web.live.run.time.perf_counter", lambda: next(hours))
    assert ask(Run(CONFIG), "play") == [1]


def test_a_weight_set_by_hand_is_where_the_run_goes_on():
    run = Run(CONFIG)
    run.set_weight(0, {"layer": 1, "unit": 2, "source": 0, "value": 0.5})
    assert run.trainer.ensemble.weights()[1][0, 2, 0] == 0.5
    assert run.changes == "0-weight.0.1.2.0-0.5"
    assert run.notice is None


@pytest.mark.parametrize(
    "change",
    [
        None,
        5,
        "weight",
        [],
        {},
        {"layer": 0},
        {"layer": 9, "unit": 0, "source": 0, "value": 1},
        {"layer": 0, "unit": -1, "source": 0, "value": 1},
        {"layer": 0, "unit": 0, "source": 0, "value": float("nan")},
        {"layer": 0, "unit": 0, "source": 0, "value": 1e9},
        {"layer": 0, "unit": 0, "source": True, "value": 1},
        {"layer": [0], "unit": {}, "source": 0, "value": "1"},
    ],
)
def test_what_is_no_weight_is_said_and_changes_nothing(change):
    run = Run(CONFIG)
    before = run.trainer.ensemble.flat.clone()
    run.set_weight(0, change)
    assert "is not allowed; it takes" in run.notice
    assert run.changes == ""
    assert run.trainer.ensemble.flat.equal(before)


def order_of(run):
    return run.order.members.tolist(), run.order.step


def best_first(trainer):
    return np.argsort(trainer.scores().validation_loss.numpy(), kind="stable").tolist()


SEVERAL = CONFIG.replace(ensemble_size=6, learning_rate=0.3)


@pytest.mark.parametrize("kind", ["pause", "step", "epoch"])
def test_the_wall_is_sorted_where_the_run_stands_still(kind, patient):
    run = Run(SEVERAL)
    assert order_of(run) == ([*range(6)], 0)
    for asked in ("start", "play", "view", "pick"):
        ask(run, asked, SPEEDS["20"])
        assert order_of(run) == ([*range(6)], 0)
    ask(run, kind)
    assert order_of(run) == (best_first(run.trainer), run.trainer.step)
    assert order_of(run)[0] != [*range(6)]


def test_the_wall_is_sorted_once_the_run_has_caught_up():
    run = Run(SEVERAL, step=40)
    while run.catching_up:
        assert order_of(run)[1] == 0
        ask(run, "catch_up")
    assert order_of(run) == (best_first(run.trainer), 40)


def test_the_wall_of_a_run_that_diverged_is_sorted_on_its_last_picture(patient):
    run = Run(DIVERGES.replace(ensemble_size=3))
    (step,) = run.answer("play", AT_ONCE, lambda _: run.order.step)
    assert run.stopped
    assert step == run.trainer.step
