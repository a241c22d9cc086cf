"""The training points of a run, as code that makes the same numbers."""

import re

from core.config import RunConfig
from core.datasets import PROBLEMS, make_dataset
from core.features import COORDINATES, FEATURES
from core.source.inlined import definition, expression, helpers, inlined


def points_source(config: RunConfig) -> str:
    """Statements that leave inputs x [n_train, features] and labels y [n_train]."""
    problem = PROBLEMS[config.dataset]
    functions = [definition(helper) for helper in helpers(problem.sample)]
    points = [f"# The problem: {problem.label}", *_drawn(config), *_tensors(config)]
    text = "\n\n\n".join([*functions, "\n".join(points)])
    return f"\n{text}" if functions else text


def n_train(config: RunConfig) -> int:
    """Number of training points."""
    return len(
        make_dataset(config.dataset, config.n_points, train_share=config.train_share).y_train
    )


def _drawn(config: RunConfig) -> list[str]:
    """Lines that draw `points` and `labels`, in the order in which `make_dataset` does."""
    problem = PROBLEMS[config.dataset]
    lines, results = inlined(problem.sample, n=str(config.n_points))
    for name, result in zip(("points", "labels"), results, strict=True):
        if result != name:
            lines.append(f"{name} = {result}")
    if config.noise and not problem.fixed:
        lines.append(f"points += random.normal(0, {config.noise}, size=points.shape)")
    drawn = any(re.search(r"(?<!\.)\brandom\.", line) for line in lines)
    return [f"random = np.random.default_rng({config.data_seed})", *lines] if drawn else lines


def _tensors(config: RunConfig) -> list[str]:
    problem = PROBLEMS[config.dataset]
    first = "" if problem.validate_on_train else f"[:{n_train(config)}]"
    note = "" if problem.validate_on_train else "  # the others are for validation"
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
