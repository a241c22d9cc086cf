"""The training points of a run, as code that computes the same numbers."""

import re

from core.config import RunConfig
from core.datasets import PROBLEMS, shuffled
from core.features import COORDINATES, FEATURES
from core.own_points import read_points
from core.sizes import n_train, trains_on_all
from core.source.inlined import definition, expression, helpers, inlined


def points_source(config: RunConfig) -> str:
    """Statements that define inputs x [n_train, features] and labels y [n_train]."""
    problem = PROBLEMS[config.dataset]
    functions = [definition(helper) for helper in helpers(problem.sample or shuffled)]
    points = [f"# The problem: {problem.label}", *_drawn(config), *_tensors(config)]
    text = "\n\n\n".join([*functions, "\n".join(points)])
    return f"\n{text}" if functions else text


def _drawn(config: RunConfig) -> list[str]:
    """Lines that draw `points` and `labels`, in the order in which `make_dataset` does."""
    problem = PROBLEMS[config.dataset]
    if problem.sample:
        lines, results = inlined(problem.sample, n=str(config.n_points))
    else:
        lines, results = inlined(shuffled)
    for name, result in zip(("points", "labels"), results, strict=True):
        if result != name:
            lines.append(f"{name} = {result}")
    if config.noise and not problem.fixed:
        lines.append(f"points += random.normal(0, {config.noise}, size=points.shape)")
    if any(re.search(r"(?<!\.)\brandom\.", line) for line in lines):
        lines.insert(0, f"random = np.random.default_rng({config.data_seed})")
    return lines if problem.sample else [*_given(config), *lines]


def _given(config: RunConfig) -> list[str]:
    """Lines that define the `points` and `labels` that the config contains."""
    points, labels = read_points(config.points)
    rows = zip(points.tolist(), labels.tolist(), strict=True)
    spelled = [f"{x}, {y}, {int(label)}," for (x, y), label in rows]
    lines = [" ".join(spelled[i : i + 4]) for i in range(0, len(spelled), 4)]
    return [
        "x_y_label = np.array([",
        *(f"    {line}" for line in lines),
        "]).reshape(-1, 3)",
        "points, labels = x_y_label[:, :2], x_y_label[:, 2]",
    ]


def _tensors(config: RunConfig) -> list[str]:
    on_all = trains_on_all(config)
    first = "" if on_all else f"[:{n_train(config)}]"
    note = "" if on_all else "  # the others are for validation"
    dtype = f"dtype=torch.{config.dtype}"
    labels = f"y = torch.tensor(labels{first}, {dtype})"
    if config.features == COORDINATES:
        return [f"x = torch.tensor(points{first}, {dtype}){note}", labels]
    features = ", ".join(expression(FEATURES[name].function) for name in config.features)
    return [
        f"x = torch.tensor(points{first}.T, {dtype}){note}",
        f"x = torch.stack([{features}], dim=1)",
        labels,
    ]
