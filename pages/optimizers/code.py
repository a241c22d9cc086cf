"""The race as code to copy: plain `torch.optim`, one optimizer after the other."""

from collections.abc import Sequence

from core.mechanics.race import defaults_of
from core.mechanics.surfaces import Surface
from core.optimizers import OPTIMIZERS
from core.source import optimizer_expression


def code_of_race(
    surface: Surface,
    entries: Sequence[tuple[str, float]],
    start: tuple[float, float],
    steps: int,
    target: float,
) -> str:
    """Code that runs every entry, and prints where its loss arrives and where it ends."""
    builders = "\n".join(
        f'    "{OPTIMIZERS[name].label}": lambda w: {_built(name, rate)},' for name, rate in entries
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


def _built(name: str, learning_rate: float) -> str:
    return optimizer_expression(name, learning_rate, defaults_of(name), "[w]")
