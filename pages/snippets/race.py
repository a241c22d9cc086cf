"""The race as code to copy: plain `torch.optim`, one optimizer after the other."""

import inspect
from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

from core.mechanics.race import build_optimizer
from core.mechanics.surfaces import Surface
from core.optimizers import OPTIMIZERS

_SPEED_ONLY = {"fused", "foreach", "capturable", "maximize", "differentiable"}
"""Arguments of torch's optimizers that do not touch the numbers as they are used here."""


def constructor(optimizer: str, learning_rate: float) -> str:
    """Write the call that builds an optimizer for [w], with what differs from torch's defaults."""
    built = build_optimizer(optimizer, nn.Parameter(torch.zeros(1)), learning_rate)
    arguments = [f"lr={learning_rate}"]
    for name, parameter in inspect.signature(type(built)).parameters.items():
        value = built.defaults.get(name, parameter.default)
        if name not in (_SPEED_ONLY | {"params", "lr"}) and value != parameter.default:
            arguments.append(f"{name}={_spelled(value)}")
    return f"torch.optim.{type(built).__name__}([w], {', '.join(arguments)})"


def _spelled(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else repr(value)


def code_of_race(
    surface: Surface,
    entries: Sequence[tuple[str, float]],
    start: tuple[float, float],
    steps: int,
    target: float,
) -> str:
    """Code that runs every entry, and prints where its loss arrives and where it ends."""
    builders = "\n".join(
        f'    "{OPTIMIZERS[name].label}": lambda w: {constructor(name, rate)},'
        for name, rate in entries
    )
    return f"""import torch


def loss(w):
    u, v = w
    return {surface.source}


optimizers = {{
{builders}
}}
for name, build in optimizers.items():
    w = torch.tensor({list(start)}, dtype=torch.float64, requires_grad=True)
    optimizer = build(w)
    losses = []
    for step in range({steps} + 1):
        value = loss(w)
        losses.append(value.item())
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
    late = [step for step, value in enumerate(losses) if not value <= {target}]
    arrived = late[-1] + 1 if late else 0
    print(name, arrived if arrived <= {steps} else "-", f"{{losses[-1]:.3g}}")
"""
