"""The config that a page begins with, and its limits, which are narrower than the core's."""

from collections.abc import Mapping
from typing import Any

from core import RunConfig
from core.allowed import FieldProblem, Limits
from core.ensemble import architecture_of
from core.sizes import n_points
from core.trainer import available_devices
from web.server.deployment import DEPLOYMENT

PAGE_LIMITS = {
    "noise": Limits(0, 0.5),  # more drowns every problem
    "n_points": Limits(10, DEPLOYMENT.most_points, whole=True),
    "hidden_layers": Limits(0, DEPLOYMENT.largest_depth, whole=True),
    "width": Limits(1, DEPLOYMENT.largest_width, whole=True),
    "ensemble_size": Limits(1, DEPLOYMENT.largest_ensemble, whole=True),
}
"""Narrower than the core's limits."""

_BEST_START = {"n_points": 200, "hidden_layers": 2, "width": 4, "ensemble_size": 16}

START = RunConfig(
    **{name: min(value, int(PAGE_LIMITS[name].high)) for name, value in _BEST_START.items()}
)
"""The config of a page whose URL says nothing of it."""


def config_on_page(values: Mapping[str, Any]) -> RunConfig:
    """The config that these values of widgets give, within the limits of a page.

    Values are checked like those of a URL: a refused value becomes its default.
    """
    config, _ = RunConfig.from_text(values, START)
    config, _ = fit_to_page(config)
    return with_most_members(config)


def fit_to_page(config: RunConfig) -> tuple[RunConfig, list[FieldProblem]]:
    """Return the config within the page's limits, and a problem for each value beyond them.

    Such a value becomes its default in START.
    """
    problems = [
        FieldProblem(name, getattr(config, name), str(limits))
        for name, limits in PAGE_LIMITS.items()
        if getattr(config, name) not in limits
    ]
    if config.device not in available_devices():
        here = f"torch sees no such device here, only {', '.join(available_devices())}"
        problems.append(FieldProblem("device", config.device, here))
    defaults = {problem.field: getattr(START, problem.field) for problem in problems}
    if config.points and n_points(config) > PAGE_LIMITS["n_points"].high:
        allowed = f"this server takes up to {PAGE_LIMITS['n_points'].high:g} points"
        problems.append(FieldProblem("points", config.points, allowed))
        defaults["dataset"] = START.dataset  # the points are left behind with their problem
    return config.replace(**defaults) if defaults else config, problems


def most_members(config: RunConfig) -> int:
    """Most members that a page can train of this network; at least 1."""
    architecture = architecture_of(config)
    units = config.hidden_layers * config.width + 1
    numbers = architecture.n_parameters // architecture.members + units * n_points(config)
    return max(1, min(DEPLOYMENT.largest_ensemble, DEPLOYMENT.most_numbers_a_step // numbers))


def with_most_members(config: RunConfig) -> RunConfig:
    """The config with an ensemble of at most `most_members`."""
    most = most_members(config)
    return config if config.ensemble_size <= most else config.replace(ensemble_size=most)
