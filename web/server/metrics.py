"""Prometheus metrics: what the server does, counted where it happens, for an operator's charts.

They stand beside Streamlit's own at `/_stcore/metrics`. Nothing in them is about a person.
"""

from collections.abc import Callable

import torch
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from starlette.requests import Request
from starlette.responses import Response

ROUTE = "/prometheus"

FAILURES = ("raised", "out_of_memory", "diverged")
"""Kinds of failure. All are there from the start, so that an alert sees the first one."""

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 4.0)
"""Limits of histograms: a tick takes 0.32 s at most where all is well, and a wait 4 s."""


class Metrics:
    """What one server counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.steps = Counter(
            "trainscope_steps", "Steps that runs have trained.", registry=self.registry
        )
        self.tick_seconds = Histogram(
            "trainscope_tick_seconds",
            "Seconds that a tick trains and draws pictures, once it is its turn.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.turn_wait_seconds = Histogram(
            "trainscope_turn_wait_seconds",
            "Seconds that a session waits for its turn to compute.",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.turn_seconds = Counter(
            "trainscope_turn_seconds",
            "Processor seconds that turns have been charged.",
            registry=self.registry,
        )
        self._failures = Counter(
            "trainscope_failures", "Runs and work that failed.", ["kind"], registry=self.registry
        )
        for kind in FAILURES:
            self._failures.labels(kind)

    def diverged(self) -> None:
        """Count a run that diverged."""
        self._failures.labels("diverged").inc()

    def failed(self, error: BaseException) -> None:
        """Count something that an error has ended."""
        self._failures.labels("out_of_memory" if is_out_of_memory(error) else "raised").inc()

    def add_gauge(self, name: str, description: str, value: Callable[[], float]) -> None:
        """Export a number that is kept elsewhere: `value()` is called at every scrape."""
        Gauge(name, description, registry=self.registry).set_function(value)


METRICS = Metrics()
"""The metrics of this process."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out. On the CPU torch raises a plain RuntimeError with this text."""
    kinds = (MemoryError, torch.OutOfMemoryError)
    return isinstance(error, kinds) or "DefaultCPUAllocator: can't allocate" in str(error)


def serve_metrics(_: Request) -> Response:
    """All metrics, in Prometheus's text format."""
    return Response(generate_latest(METRICS.registry), media_type=CONTENT_TYPE_LATEST)
