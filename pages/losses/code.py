"""Losses of a logit as code to copy."""

import torch

from core.mechanics.loss_curves import LOGIT_LOSSES


def code_of_losses(label: int, logit: float, dtype: torch.dtype = torch.float32) -> str:
    """Code that prints every loss and its gradient at a logit."""
    return f"""{_losses(label, dtype)}
for name, loss in losses.items():
    z = torch.tensor({float(logit)}, dtype={dtype}, requires_grad=True)
    value = loss(z)
    value.backward()
    print(f"{{name}}: loss {{value.item():.6g}}, gradient {{z.grad.item():.6g}}")
"""


def code_of_escape(
    label: int, start: float, learning_rate: float, steps: int, dtype: torch.dtype = torch.float32
) -> str:
    """Code that does gradient descent with every loss until the true class is the likelier one."""
    wrong = "z <= 0" if label else "z >= 0"
    return f"""{_losses(label, dtype)}
for name, loss in losses.items():
    z = torch.tensor({float(start)}, dtype={dtype}, requires_grad=True)
    step = 0
    while {wrong} and step < {steps}:
        (gradient,) = torch.autograd.grad(loss(z), z)
        with torch.no_grad():
            z -= {learning_rate} * gradient
        step += 1
    word = "wrong" if {wrong} else "right"
    print(f"{{name}}: {{word}} after {{step}} steps, z = {{z.item():.6g}}")
"""


def _losses(label: int, dtype: torch.dtype) -> str:
    entries = "\n".join(
        f'    "{loss.label}": lambda z: {loss.source},' for loss in LOGIT_LOSSES.values()
    )
    return f"""import torch
from torch.nn import functional as F

y = torch.tensor({float(label)}, dtype={dtype})
losses = {{
{entries}
}}"""
