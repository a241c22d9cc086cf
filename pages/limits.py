"""What a page begins with, and what it allows: less than the core does."""

from core import RunConfig
from core.config import FieldProblem, Limits
from core.datasets import PROBLEMS
from core.ensemble import architecture_of
from core.trainer import available_devices
from pages.live.run import LARGEST_ENSEMBLE

START = RunConfig(ensemble_size=16)
"""What a page without an address begins with."""

PAGE_LIMITS = {
    "noise": Limits(0, 0.5),  # more drowns every problem
    "n_points": Limits(10, 1000, whole=True),  # more points cost frames and show no more
    "hidden_layers": Limits(0, 12, whole=True),  # what one panel can tell apart
    "width": Limits(1, 64, whole=True),  # what one tick can train
    "ensemble_size": Limits(1, LARGEST_ENSEMBLE, whole=True),  # enough for a 95% interval of ±6%
}
"""Narrower than the core's limits."""

MOST_NUMBERS = 3_000_000
"""Numbers that a step computes, of all members together: weights, and what every unit gives at
every point. So many take about a tenth of a second."""


def fit_to_page(config: RunConfig) -> tuple[RunConfig, list[FieldProblem]]:
    """Give defaults to what the core allows and the page does not."""
    problems = [
        FieldProblem(name, getattr(config, name), str(limits))
        for name, limits in PAGE_LIMITS.items()
        if getattr(config, name) not in limits
    ]
    if config.device not in available_devices():
        here = f"torch sees no such device here, only {', '.join(available_devices())}"
        problems.append(FieldProblem("device", config.device, here))
    return config.replace(**{p.field: getattr(START, p.field) for p in problems}), problems


def most_members(config: RunConfig) -> int:
    """Number of members of this network that a page can train: 1 at least."""
    architecture = architecture_of(config.replace(ensemble_size=1))
    units = config.hidden_layers * config.width + 1
    points = PROBLEMS[config.dataset].n_train or config.n_points
    numbers = architecture.n_parameters + units * points
    return max(1, min(LARGEST_ENSEMBLE, MOST_NUMBERS // numbers))


def with_most_members(config: RunConfig) -> RunConfig:
    """Leave out the members that are too many."""
    return config.replace(ensemble_size=min(config.ensemble_size, most_members(config)))
