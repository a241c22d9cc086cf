"""What is counted, and how it is exported."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from core import RunConfig
from web.live.run import SPEEDS, Run, Speed
from web.server import admission, scheduler
from web.server.errors import log_and_describe
from web.server.metrics import FAILURES, METRICS, Metrics, serve_metrics
from web.server.scheduler import OVERHEAD_SECONDS, FairScheduler


def served():
    """Name and labels of a sample → its value, as Prometheus would read them."""
    families = text_string_to_metric_families(serve_metrics(None).body.decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def grown(before, *name):
    return served()[name] - before[name]


def test_a_turn_is_charged_its_processor_time():
    now, cpu_time = [10.0], [0.0]
    metrics = Metrics()
    scheduler = FairScheduler(
        0.5, lambda: now[0], lambda: cpu_time[0], sleep=lambda _: None, metrics=metrics
    )
    assert scheduler.turn_age == 0
    with scheduler.turn("one", 0.3):
        now[0] += 4
        cpu_time[0] += 3
        assert scheduler.turn_age == 4
    assert scheduler.turn_age == 0
    value = metrics.registry.get_sample_value
    assert value("trainscope_turn_seconds_total") == pytest.approx(3 + OVERHEAD_SECONDS)
    assert value("trainscope_turn_wait_seconds_count") == 1


def test_steps_and_divergences_of_runs_are_counted():
    before = served()
    healthy = Run(RunConfig())
    healthy.answer("step", SPEEDS["1"], lambda t: t.step)
    healthy.answer("start", SPEEDS["5"], lambda t: t.step)
    assert grown(before, "trainscope_steps_total") == healthy.trainer.step > 1
    sick = Run(RunConfig(activation="identity", learning_rate=10, batch_size=None, l2=10))
    for _ in range(2):
        sick.answer("play", Speed("", frames=1000, steps=1), lambda t: t.step, 60, 60)
        assert sick.stopped
    assert grown(before, "trainscope_failures_total", "diverged") == 1


@pytest.mark.parametrize(
    ("error", "kind"), [(ValueError("no"), "raised"), (MemoryError(), "out_of_memory")]
)
def test_failures_are_counted_by_kind(error, kind):
    before = served()
    log_and_describe(error, "This failed", "Go on.")
    assert {k: grown(before, "trainscope_failures_total", k) for k in FAILURES} == {
        **dict.fromkeys(FAILURES, 0),
        kind: 1,
    }


def test_limits_and_their_use_are_exported():
    values = served()
    assert values["trainscope_places",] == admission.ADMISSION.places
    assert values["trainscope_training_share",] == scheduler.SCHEDULER.capacity
    for name in ("sessions_inside", "sessions_waiting", "training_sessions", "turns_waiting"):
        assert values[f"trainscope_{name}",] >= 0
    assert values["process_resident_memory_bytes",] > 1e6


def test_two_servers_count_separately():
    one, other = Metrics(), Metrics()
    one.steps.inc(3)
    assert other.registry.get_sample_value("trainscope_steps_total") == 0
    assert METRICS.registry is not one.registry
