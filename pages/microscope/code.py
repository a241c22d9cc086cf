"""The gradient of one weight of the present run, as a program that prints the same numbers."""

from torch import Tensor

from core import RunConfig
from core.activations import ACTIVATIONS
from core.mechanics.member_snapshot import MemberSnapshot, Weight
from core.source import loss_expression

MOST_NUMBERS = 400
"""Numbers up to which a program contains them; with more it trains the network again."""


def code_of_microscope(
    snapshot: MemberSnapshot,
    weight: Weight,
    config: RunConfig,
    step: float,
    replay: tuple[int, int, int | None],
) -> str:
    """Autograd and the central difference of step h.

    `replay` is the training step, the member and the point (None for the batch) of the snapshot:
    the program trains the network again where it has more than MOST_NUMBERS numbers.
    """
    tensors = [*snapshot.weights, *snapshot.biases, snapshot.inputs, snapshot.labels]
    small = sum(tensor.numel() for tensor in tensors) <= MOST_NUMBERS
    head = _numbers(snapshot) if small else _replayed(config, *replay)
    activation = ACTIVATIONS[config.activation].layer.__name__
    loss = loss_expression(config.loss, "z", "y")
    return f"""import torch
from torch import nn
from torch.nn import functional as F

{head}

activation = nn.{activation}()

def loss():
    h = x
    for W, b in zip(weights[:-1], biases[:-1]):
        h = W @ h + b
        h = activation(h)
    z = (weights[-1] @ h + biases[-1]).squeeze(0)
    return {loss}

layer, unit, source, h = {weight.layer}, {weight.unit}, {weight.source}, {step!r}
W = weights[layer].requires_grad_()
(gradient,) = torch.autograd.grad(loss(), W)
print("autograd", gradient[unit, source].item())

with torch.no_grad():
    w = W[unit, source].item()
    W[unit, source] = w + h
    above = loss()
    W[unit, source] = w - h
    below = loss()
print("central ", ((above - below) / (2 * h)).item())
"""


def _numbers(snapshot: MemberSnapshot) -> str:
    """Lines that define the numbers of the snapshot."""
    lines = [
        "torch.set_default_dtype(torch.float64)",
        f"x = torch.tensor({_literal(snapshot.inputs)})",
        f"y = torch.tensor({_literal(snapshot.labels)})",
        "weights = [",
        *(f"    torch.tensor({_literal(w)})," for w in snapshot.weights),
        "]",
        "biases = [",
        *(f"    torch.tensor({_literal(b[:, None])})," for b in snapshot.biases),
        "]",
    ]
    return "\n".join(lines)


def _literal(tensor: Tensor) -> str:
    """The numbers with all their digits."""
    return repr(tensor.tolist())


def _replayed(config: RunConfig, step: int, member: int, point: int | None) -> str:
    """Lines that train the run again with Trainscope's core, and take the same snapshot."""
    start = dict(RunConfig())
    given = ", ".join(f"{name}={value!r}" for name, value in config if value != start[name])
    taken = f"take(trainer, {member})" if point is None else f"take(trainer, {member}, {point})"
    return f"""# Too many numbers to print: this trains the network again, in Trainscope's folder.
from core import RunConfig, Trainer
from core.mechanics.member_snapshot import take

torch.set_num_threads(1)
trainer = Trainer(RunConfig({given})).train({step})
snapshot = {taken}
x, y, weights = snapshot.inputs, snapshot.labels, snapshot.weights
biases = [bias[:, None] for bias in snapshot.biases]"""
